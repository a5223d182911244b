using System.ComponentModel;
using System.Text.Json.Serialization;
using KernelHost;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace Sample;

[Description("Does a little of everything.")]
public sealed class SamplePlugin(
    IOrganizationContext organization, ISmallFastModel smallFast, ILogger<SamplePlugin> logger, ILoggerFactory loggers, TimeProvider time, string greeting = "hi")
{
    [KernelFunction("who")]
    public string Who() => $"{greeting} {organization.Organization}/{organization.Setup} {smallFast.Model} {time.GetUtcNow():yyyy} {logger.IsEnabled(LogLevel.Critical)} {loggers is not null}";

    [KernelFunction("add")]
    [Description("Adds two numbers.")]
    public static int Add([Description("The first.")] int a, [Description("The second.")] int b = 1) => a + b;

    [KernelFunction("paint")]
    public static Picture Paint(Picture picture, Colour? colour = null) => picture with { Colour = colour ?? picture.Colour };

    [KernelFunction("measure")]
    public static int Measure(Length length) => length.Metres;

    [KernelFunction("forget")]
    public static void Forget(string[] names) => _ = names;

    [KernelFunction("count")]
    public static async IAsyncEnumerable<int> CountAsync(int to)
    {
        for (var i = 1; i <= to; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    [KernelFunction("fail")]
    public static string Fail() => throw new InvalidOperationException("password=hunter2");

    [KernelFunction("decline")]
    public static string Decline() => throw new PluginException("Not on a Sunday.");

    [KernelFunction("refuse")]
    public static string Refuse(string word) => throw new PluginArgumentException("word", $"'word' must not be '{word}'.");

    [KernelFunction("no_model")]
    public static string NoModel() => throw new ModelCallException("No model.", "no_model_available");

    [KernelFunction("wait")]
    public static Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    [KernelFunction("stall")]
    [Description("Waits for ever and never looks at its token.")]
    public static Task StallAsync() => new TaskCompletionSource().Task;
}

public sealed record Picture
{
    [JsonPropertyName("title")]
    [Description("What it shows.")]
    public required string Title { get; init; }

    [JsonPropertyName("colour")]
    public Colour Colour { get; init; }
}

public enum Colour
{
    Red,
    Green,
}

public sealed record Length
{
    public Length(int metres) => Metres = metres >= 0 ? metres : throw new ArgumentOutOfRangeException(nameof(metres));

    public int Metres { get; }
}
