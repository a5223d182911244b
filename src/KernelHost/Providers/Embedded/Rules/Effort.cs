namespace KernelHost.Providers.Embedded.Rules;

/// <summary>How much a model does: the one thing in which <c>extractive</c> and <c>extractive-mini</c> differ.</summary>
/// <param name="Sentences">At most so many sentences in an answer or a gist.</param>
/// <param name="Items">So many items in an array whose schema and prompt leave the number open.</param>
/// <param name="OptionalMembers">Whether optional members of a schema are filled too.</param>
internal sealed record Effort(int Sentences, int Items, bool OptionalMembers)
{
    public static Effort Full { get; } = new(3, 3, true);

    public static Effort Mini { get; } = new(1, 2, false);
}
