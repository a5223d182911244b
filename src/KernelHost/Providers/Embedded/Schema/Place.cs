using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Providers.Embedded.Schema;

/// <summary>Where in the instance a value goes: what it is called and which of its array's items it belongs to.</summary>
/// <param name="Name">The member's name; an array's items carry the array's name.</param>
/// <param name="Description">What the schema says about it.</param>
/// <param name="List">The name of the array it is in, if any.</param>
/// <param name="Index">Its item's index in that array.</param>
/// <param name="Count">How many items that array gets.</param>
/// <param name="Subject">The name or title of the object it is in, or of the one around that.</param>
/// <param name="Belief">How sure the choice beside it is, from 0 to 1.</param>
/// <param name="About">Texts already chosen for the same item: what the rest of the item is about.</param>
internal sealed record Place(string Name, string Description, string List, int Index, int Count, string About, string Subject, decimal Belief, int Depth)
{
    public static Place Root { get; } = new("", "", "", 0, 1, "", "", Schema.Belief.Unknown, 0);

    public string Words => Naming.ToWords(Name);

    public bool IsCalled(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if ($" {Words} ".Contains($" {name} ", StringComparison.Ordinal) || $" {Words} ".Contains($" {name}s ", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The words by which evidence for it is looked for.</summary>
    public List<string> OwnCues => [.. Text.Words.Keys($"{Words} {Description}")];

    /// <summary>The same with what the rest of its object is about.</summary>
    public List<string> Cues => [.. Text.Words.Keys($"{Words} {Description} {About}")];
}
