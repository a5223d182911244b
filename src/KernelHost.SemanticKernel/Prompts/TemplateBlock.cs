namespace Microsoft.SemanticKernel;

/// <summary>A part of a template.</summary>
internal abstract record TemplateBlock
{
    public sealed record Text(string Value) : TemplateBlock;

    public sealed record Literal(string Value) : TemplateBlock;

    public sealed record Variable(string Name) : TemplateBlock;

    /// <param name="Plugin">Null for any plugin.</param>
    /// <param name="Positional">The value of the function's first parameter.</param>
    public sealed record Call(string? Plugin, string Function, TemplateBlock? Positional, IReadOnlyList<Argument> Named) : TemplateBlock
    {
        public IEnumerable<TemplateBlock> Values => Positional is null ? Named.Select(n => n.Value) : Named.Select(n => n.Value).Prepend(Positional);
    }

    public sealed record Argument(string Name, TemplateBlock Value);
}
