using System.Buffers;
using System.Globalization;
using System.Text;

namespace KernelHost.Server.Logging;

/// <summary>How a line of the log looks: <c>14:03:59 info: Category[7] Message Exception</c>, always on one line, in the time of the machine.</summary>
/// <param name="coloured">For a terminal: the level in its colour.</param>
internal sealed class LogText(bool coloured, TimeZoneInfo zone)
{
    private const string LineBreaks = "\r\n";
    private const string Plain = "\e[39m\e[22m\e[49m";

    /// <summary>Appends the line as UTF-8.</summary>
    public void Append(IBufferWriter<byte> output, in LogLine line)
    {
        AppendTime(output, TimeZoneInfo.ConvertTime(line.Time, zone));
        AppendLevel(output, line.Level);
        Append(output, ": ");
        Append(output, line.Category);
        AppendEventId(output, line.EventId);
        AppendOnOneLine(output, line.Message);
        AppendOnOneLine(output, line.Fault);
        output.Write("\n"u8);
    }

    private static void AppendTime(IBufferWriter<byte> output, DateTimeOffset time)
    {
        time.TryFormat(output.GetSpan(16), out var written, "HH:mm:ss ", CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    private void AppendLevel(IBufferWriter<byte> output, LogLevel level)
    {
        var (name, colour) = Look(level);
        Append(output, coloured ? $"{colour}{name}{Plain}" : name);
    }

    private static void AppendEventId(IBufferWriter<byte> output, int id)
    {
        Append(output, "[");
        id.TryFormat(output.GetSpan(16), out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
        Append(output, "]");
    }

    private static void AppendOnOneLine(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        Append(output, " ");
        foreach (var part in text.SplitAny(LineBreaks))
        {
            Append(output, part.Start.Value == 0 || part.Start.Value == part.End.Value ? "" : " ");
            Append(output, text[part]);
        }
    }

    private static void Append(IBufferWriter<byte> output, ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, output);

    private static (string Name, string Colour) Look(LogLevel level) => level switch
    {
        LogLevel.Trace => ("trce", "\e[37m\e[40m"),
        LogLevel.Debug => ("dbug", "\e[37m\e[40m"),
        LogLevel.Information => ("info", "\e[32m\e[40m"),
        LogLevel.Warning => ("warn", "\e[1m\e[33m\e[40m"),
        LogLevel.Error => ("fail", "\e[30m\e[41m"),
        _ => ("crit", "\e[1m\e[37m\e[41m"),
    };
}
