using System.Globalization;
using System.Text;
using KernelHost.Benchmarks.Speed.Parties;

namespace KernelHost.Benchmarks.Speed.Results;

/// <summary>A line for each figure, a column for each party, and the host's ratio to those it is held against.</summary>
internal static class SpeedTable
{
    private static readonly (string Party, string Title)[] Against = [(Party.Nginx, "× nginx"), (Party.BareAlike, "× bare alike"), (Party.Portkey, "× Portkey")];

    public static string Markdown(IReadOnlyList<Party> chosen, Readings readings)
    {
        Party[] parties = [.. chosen.Where(party => readings.Figures.Any(figure => readings.Of(party.Name, figure) is not null))];
        var table = new StringBuilder();
        table.AppendLine(Line(["", .. parties.Select(party => party.Title), .. Against.Select(other => other.Title)]));
        table.AppendLine(Line(Enumerable.Repeat("---", parties.Length + Against.Length + 1)));
        foreach (var figure in readings.Figures)
        {
            table.AppendLine(Line(
            [
                figure.Title,
                .. parties.Select(party => readings.Of(party.Name, figure) is { } value ? figure.Write(value) : ""),
                .. Against.Select(other => readings.Ratio(figure, Party.Host, other.Party) is { } ratio && double.IsFinite(ratio) ? ratio.ToString("0.0#", CultureInfo.InvariantCulture) : ""),
            ]));
        }

        return table.ToString();
    }

    internal static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
