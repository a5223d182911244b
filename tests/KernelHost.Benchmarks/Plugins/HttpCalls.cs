using System.Net.Http.Json;
using KernelHost.Benchmarks.Host;

namespace KernelHost.Benchmarks.Plugins;

/// <summary>The real server with the plugin, and the ways to call it over one connection. What the client costs is in them.</summary>
internal static class HttpCalls
{
    private static readonly string Answered = $$"""{"result":"{{EngineCalls.Text}}",""";

    public static ServerProcess Start(string plugins, params (string Name, string Value)[] settings) => ServerProcess.Start(null, [("Plugins__Directory", plugins), .. settings]);

    /// <summary>A request that the server answers with next to nothing done: what HTTP itself takes here.</summary>
    public static CallWay Health(ServerProcess server) => new("HTTP: `GET /healthz`, beside it", async calls =>
    {
        for (; calls > 0; calls--)
        {
            using var answer = await server.Client.GetAsync(new Uri("/healthz", UriKind.Relative));
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsStringAsync();
        }
    }, isHere: false);

    public static CallWay Invoke(ServerProcess server) => new("HTTP: `POST /api/v1/plugins/Parrot/say`", async calls =>
    {
        for (; calls > 0; calls--)
        {
            using var answer = await server.Client.PostAsJsonAsync("/api/v1/plugins/Parrot/say", new { arguments = new { text = EngineCalls.Text } });
            var said = await answer.Content.ReadAsStringAsync();
            if (!said.StartsWith(Answered, StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"The server answered {(int)answer.StatusCode}: {said}");
            }
        }
    }, isHere: false);
}
