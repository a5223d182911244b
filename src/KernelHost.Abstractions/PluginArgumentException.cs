namespace KernelHost;

/// <summary>
/// A caller gave a plugin function an argument it cannot use. The host answers 422 and names the argument.
/// </summary>
/// <param name="argument">The argument's name as in the function's JSON Schema.</param>
/// <param name="message">What is wrong with it and what would be right.</param>
public sealed class PluginArgumentException(string argument, string message) : Exception(message)
{
    /// <summary>The argument's name as in the function's JSON Schema.</summary>
    public string Argument { get; } = argument;
}
