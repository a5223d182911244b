using System.Globalization;
using KernelHost.Tests.Organizations;

namespace KernelHost.Tests.Storage;

/// <summary>Writes config versions as fast as it can, and says each version's number only after the change was accepted. Ends by being killed.</summary>
internal static class CrashWriter
{
    public const string Slug = "crash";

    public static async Task RunAsync(IReadOnlyList<string> arguments)
    {
        if (arguments is not [var directory, var store])
        {
            return;
        }

        await using var host = await TestHost.StartAsync(directory, new Dictionary<string, string?> { ["Storage:Provider"] = store });
        if (host.Organizations.Find(Slug) is null)
        {
            await host.CreateAsync(Config(1), Slug);
        }

        while (true)
        {
            var next = (await host.Configs.GetAsync(Slug)).Version + 1;
            await host.PutAsync(Config(next), slug: Slug);
            await Console.Out.WriteLineAsync(next.ToString(CultureInfo.InvariantCulture));
            await Console.Out.FlushAsync();
        }
    }

    /// <summary>A config that tells which version it is, and long enough to span database pages.</summary>
    public static string Config(long version) =>
        $$$"""{"setups":{"default":{"providers":{"openai":{"api_key":"sk-{{{version}}}","models":["gpt-4o"]} } } },"number":{{{version}}},"filler":"{{{new string('x', 20_000)}}}"}""";
}
