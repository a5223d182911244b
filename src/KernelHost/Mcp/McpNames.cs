using System.Text;
using KernelHost.Organizations;

namespace KernelHost.Mcp;

/// <summary>
/// The names that servers and tools have as plugins and functions, which are ASCII letters, digits and underscores: any other character becomes an underscore. Pure.
/// </summary>
public static class McpNames
{
    /// <summary>What the plugin of every MCP server begins with.</summary>
    public const string Prefix = "mcp_";

    /// <summary><c>my-files</c> → <c>mcp_my_files</c>.</summary>
    public static string Plugin(string server) => Prefix + Function(server);

    /// <summary><c>read.file</c> → <c>read_file</c>.</summary>
    public static string Function(string tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        var name = new StringBuilder(tool.Length);
        foreach (var rune in tool.EnumerateRunes())
        {
            name.Append(rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '_') ? (char)rune.Value : '_');
        }

        return name.Length == 0 ? "_" : name.ToString();
    }

    /// <summary>The first server whose plugin has the same name; null when it is the server itself.</summary>
    internal static McpServer? TakenBy(McpServer server, IEnumerable<McpServer> all) =>
        all.TakeWhile(other => other != server).FirstOrDefault(other => string.Equals(Plugin(other.Name), Plugin(server.Name), StringComparison.OrdinalIgnoreCase));
}
