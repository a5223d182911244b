using System.Buffers;

namespace Microsoft.SemanticKernel;

/// <summary>Which names plugins and functions may have: models accept little more.</summary>
internal static class Names
{
    private const string LettersDigitsUnderscore = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
    private static readonly SearchValues<char> PluginCharacters = SearchValues.Create(LettersDigitsUnderscore);
    private static readonly SearchValues<char> FunctionCharacters = SearchValues.Create(LettersDigitsUnderscore + "-");

    public static void RequirePluginName(string? name) => Require(name, PluginCharacters, "plugin");

    public static void RequireFunctionName(string? name) => Require(name, FunctionCharacters, "function");

    public static string Sanitize(string name) =>
        string.Concat(name.Select(c => PluginCharacters.Contains(c) ? c : '_'));

    private static void Require(string? name, SearchValues<char> allowed, string what)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.AsSpan().ContainsAnyExcept(allowed))
            throw new ArgumentException($"'{name}' is not a {what} name: only ASCII letters, digits and underscores are allowed.", nameof(name));
    }
}
