using KernelHost.Upstream.Wires;
using KernelHost.Upstream.Wires.Anthropic;
using KernelHost.Upstream.Wires.Lamb;
using KernelHost.Upstream.Wires.Ollama;
using KernelHost.Upstream.Wires.OpenAi;

namespace KernelHost.Upstream;

/// <summary>
/// A model server on loopback that speaks OpenAI's, Ollama's and Anthropic's wire formats, fails as real ones do, and writes down what it
/// was sent. All members are safe to use from several threads while calls run.
/// </summary>
public sealed class FakeUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Stage _stage;

    private FakeUpstream(WebApplication app, Stage stage)
    {
        (_app, _stage) = (app, stage);
        Address = new Uri(app.Urls.Single());
        BaseUrls = new BaseUrls(new Uri(Address, "/v1"), Address, Address);
    }

    /// <summary>What can follow <c>fault-</c> in a model's name, and what it does.</summary>
    public static IReadOnlyDictionary<string, string> KnownFaults { get; } = FaultTable.All.ToDictionary(f => f.Name, f => f.Does);

    public Uri Address { get; }

    public BaseUrls BaseUrls { get; }

    public Journal Journal => _stage.Journal;

    public Connections Connections => _stage.Connections;

    public static async Task<FakeUpstream> StartAsync(FakeUpstreamOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new FakeUpstreamOptions();
        var stage = new Stage(options);
        var app = Build(options, stage.Connections);
        app.UseRouting();
        app.MapOpenAi(stage);
        app.MapOllama(stage);
        app.MapAnthropic(stage);
        app.MapLamb(stage);
        app.MapControls(stage);
        app.MapFallback(stage.Serve(OpenAiDialect.Instance, _ => throw new RefusedException(new Failure(404, "There is nothing at this address."))));
        await app.StartAsync(cancellationToken);
        return new FakeUpstream(app, stage);
    }

    /// <summary>A plain client of this server; the caller disposes it.</summary>
    public HttpClient CreateClient() => new() { BaseAddress = Address };

    /// <summary>The next calls of <paramref name="model"/> get these answers, in this order; after the last it echoes again.</summary>
    public void Script(string model, params Answer[] answers) => _stage.Scripts.Enqueue(model, answers);

    /// <summary>Every call of <paramref name="model"/> without a queued answer gets this one.</summary>
    public void Always(string model, Func<Question, Answer> answer) => _stage.Scripts.Always(model, answer);

    /// <summary>Makes <paramref name="model"/> (<c>*</c>: everything, model lists too) fail as <paramref name="fault"/> says, such as <c>429-retry-2</c>.</summary>
    public void Fail(string model, string fault) => _stage.Faults.Set(model, fault);

    public void Heal(string model) => _stage.Faults.Clear(model);

    /// <summary>Lets go of all that hangs, now and later, until <see cref="Hold"/>.</summary>
    public void Release() => _stage.Gate.Open();

    public void Hold() => _stage.Gate.Close();

    /// <summary>Completes when one more call hangs. Each hanging call completes it once.</summary>
    public Task HeldAsync(CancellationToken cancellationToken = default) => _stage.Gate.ArrivalAsync(cancellationToken);

    /// <summary>Completes when the server was told to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) => _app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Release();
        await _app.DisposeAsync();
    }

    // The empty builder reads no settings file, so that the project under test cannot configure its own test double.
    private static WebApplication Build(FakeUpstreamOptions options, Connections connections)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(options.Url).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(connections.Counted));
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        return builder.Build();
    }
}

/// <summary>What to write into a provider's <c>base_url</c>, by kind.</summary>
public sealed record BaseUrls(Uri OpenAi, Uri Ollama, Uri Anthropic);
