using System.Text;

namespace KernelHost.Traffic.Fidelity;

/// <summary>A JSON object of which every byte is known, so that what must become of it can be written down without parsing anything.</summary>
/// <param name="Start">The brace and what follows it.</param>
/// <param name="End">What stands before the last brace, that brace, and what follows it.</param>
internal sealed record WrittenObject(string Start, IReadOnlyList<WrittenMember> Members, string End)
{
    public static WrittenObject Of(IEnumerable<(string Name, string Value)> members, Func<string> blank) =>
        new("{" + blank(), [.. members.Select(member => new WrittenMember(member.Name, $"{blank()}:{blank()}", member.Value, blank()))], "}" + blank());

    /// <summary>With further members behind the last one, and blanks after that where they were.</summary>
    public string With(params IReadOnlyList<string> further)
    {
        var text = new StringBuilder(Start);
        for (var i = 0; i < Members.Count; i++)
        {
            var isLast = i == Members.Count - 1;
            text.Append(i > 0 ? "," : "").Append(Members[i].Head).Append(isLast ? "" : Members[i].Blank);
        }

        text.AppendJoin("", further.Select((member, i) => i + Members.Count > 0 ? "," + member : member));
        return text.Append(Members.Count > 0 ? Members[^1].Blank : "").Append(End).ToString();
    }

    public WrittenObject Replace(string name, string value) =>
        this with { Members = [.. Members.Select(member => member.Name == name ? member with { Value = value } : member)] };

    public bool Has(string name) => Members.Any(member => member.Name == name);

    public override string ToString() => With();
}

/// <param name="Name">As written, with its quotes.</param>
/// <param name="Colon">With the blanks around it.</param>
/// <param name="Blank">Before the comma or brace that follows.</param>
internal sealed record WrittenMember(string Name, string Colon, string Value, string Blank)
{
    public string Head => Name + Colon + Value;
}
