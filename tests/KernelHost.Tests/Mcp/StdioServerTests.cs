using KernelHost.Mcp;
using KernelHost.Security;
using Microsoft.Extensions.Logging.Abstractions;

namespace KernelHost.Tests.Mcp;

public sealed class StdioServerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kernelhost-stdio-");

    [Fact]
    public async Task How_it_ended_is_still_known_when_somebody_else_has_let_go_of_it()
    {
        var server = StdioServer.Start("short", ["dotnet", "no-such-command"], _folder.FullName, new Dictionary<string, Secret>(), new McpOptions(), NullLogger.Instance);

        await server.DisposeAsync();

        Assert.Contains("ended with exit code 1", await server.EndAsync(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
