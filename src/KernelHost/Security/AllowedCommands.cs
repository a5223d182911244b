using System.IO.Enumeration;
using Microsoft.Extensions.Options;

namespace KernelHost.Security;

/// <summary>What a configuration may start on this machine. Section <c>Mcp</c>.</summary>
public sealed class AllowedCommandsOptions
{
    public const string Section = "Mcp";

    /// <summary>Used when <see cref="AllowedVariables"/> is not set.</summary>
    public static IReadOnlyList<string> DefaultVariables { get; } = ["*_API_KEY", "*_TOKEN", "*_SECRET", "*_PASSWORD"];

    /// <summary>
    /// The commands that MCP servers may be started with, exactly as a config names them: a name or a path, perhaps with the arguments it must begin with, parted by
    /// blanks (<c>npx -y @modelcontextprotocol/server-filesystem</c>). None by default.
    /// </summary>
    public IReadOnlyList<string> AllowedCommands { get; set; } = [];

    /// <summary>Which variables an org-admin may give such a command: exact names, or with <c>*</c> for any part. Null = names that end as secrets' do.</summary>
    public IReadOnlyList<string>? AllowedVariables { get; set; }
}

internal sealed class AllowedCommandsOptionsValidator : IValidateOptions<AllowedCommandsOptions>
{
    public ValidateOptionsResult Validate(string? name, AllowedCommandsOptions options) =>
        options.AllowedCommands.Any(string.IsNullOrWhiteSpace)
            ? ValidateOptionsResult.Fail("Mcp:AllowedCommands holds an empty entry: name a command, or leave it out.")
            : ValidateOptionsResult.Success;
}

/// <summary>The same as answers. Immutable, thread-safe.</summary>
internal sealed class AllowedCommands(IOptions<AllowedCommandsOptions> options)
{
    private readonly string[][] _commands = [.. options.Value.AllowedCommands.Select(entry => entry.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
    private readonly IReadOnlyList<string> _variables = options.Value.AllowedVariables ?? AllowedCommandsOptions.DefaultVariables;

    /// <param name="command">The command and its arguments.</param>
    public bool Permits(IReadOnlyList<string> command) => _commands.Any(entry => command.Take(entry.Length).SequenceEqual(entry, StringComparer.Ordinal));

    /// <summary>Whether somebody who may not say what is run may set it: one that a program loads code by (LD_PRELOAD, NODE_OPTIONS) is as good as another command.</summary>
    public bool PermitsVariable(string name) => _variables.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));
}
