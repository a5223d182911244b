using KernelHost.Upstream;

string? After(string name) => args.SkipWhile(a => a != name).Skip(1).FirstOrDefault();

var options = new FakeUpstreamOptions
{
    Url = After("--urls") ?? "http://127.0.0.1:5090",
    RequireKey = args.Contains("--require-key"),
    KeepAliveInterval = TimeSpan.FromSeconds(1),
};
await using var upstream = await FakeUpstream.StartAsync(options);

Console.WriteLine($"""
    Fake model server at {upstream.Address}
      OpenAI     {upstream.BaseUrls.OpenAi}
      Ollama     {upstream.BaseUrls.Ollama}
      Anthropic  {upstream.BaseUrls.Anthropic}
      Journal    GET, DELETE /_journal
      Hanging    POST /_release, POST /_hold

    A model whose name holds "tool" calls the first tool, one with "tools" the first two at once.
    Faults, as any part of a model's name; "-once", "-twice" or "-times-3" after it limits them:
    """);
foreach (var (name, does) in FakeUpstream.KnownFaults)
{
    Console.WriteLine($"  fault-{name,-22} {does}");
}

await upstream.WaitForShutdownAsync();
