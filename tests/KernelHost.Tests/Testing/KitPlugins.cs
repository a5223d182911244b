using System.ComponentModel;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace KernelHost.Tests.Testing;

public enum Tone
{
    Plain,
    Warm,
}

/// <summary>Uses everything that the kit stands for.</summary>
public sealed class KitPlugin(ISmallFastModel smallFast, IOrganizationContext organization, TimeProvider time, ILogger<KitPlugin> logger)
{
    private readonly ModelPrompt _prompt = new("<message role=\"system\">Answer.</message><message role=\"user\">{{$text}}</message>", TimeSpan.FromSeconds(5), time);

    [KernelFunction("ask")]
    public Task<string> AskAsync(Kernel kernel, string text, string service = ServiceIds.SmallFast, CancellationToken cancellationToken = default) =>
        _prompt.AskAsync(kernel, new() { ServiceId = service }, new Dictionary<string, string> { ["text"] = text }, cancellationToken);

    [KernelFunction("ask_softly")]
    public async Task<string> AskSoftlyAsync(Kernel kernel, string text)
    {
        try
        {
            return await AskAsync(kernel, text);
        }
        catch (ModelCallException failure)
        {
            logger.LogWarning("No help: {Reason}", failure.Reason);
            return failure.Reason;
        }
        catch (InvalidOperationException)
        {
            return "anything";
        }
    }

    [KernelFunction("swallow")]
    public async Task<string> SwallowAsync(Kernel kernel)
    {
        try
        {
            return await AskAsync(kernel, "?");
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return "nothing happened";
        }
    }

    [KernelFunction("directly")]
    public async Task<string> DirectlyAsync(string text) => (await smallFast.AskAsync([new(ChatRole.User, text)])).Text;

    [KernelFunction("stream")]
    public async IAsyncEnumerable<string> StreamAsync(string text, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in smallFast.AskStreamingAsync([new(ChatRole.User, text)], null, cancellationToken))
            yield return update.Text;
    }

    [KernelFunction("facts")]
    public string Facts() => $"{organization.Organization}/{organization.Setup} {smallFast.IsConfigured} {smallFast.Model} {time.GetUtcNow():yyyy-MM-dd}";

    [KernelFunction("greet")]
    [Description("Greets.")]
    public static string Greet([Description("Whom.")] string name, Tone tone = Tone.Plain, int times = 1) => $"{tone} {name} {times}";

    [KernelFunction("nothing")]
    public static void Nothing()
    {
    }

    [KernelFunction("through")]
    public static Task<string?> ThroughAsync(Kernel kernel) => kernel.InvokeAsync<string>("Other", "word");
}

public sealed class OtherPlugin
{
    [KernelFunction("word")]
    public static string Word() => "other";
}

public sealed class GreedyPlugin(HttpClient client)
{
    [KernelFunction("get")]
    public Task<string> GetAsync(Uri address) => client.GetStringAsync(address);
}
