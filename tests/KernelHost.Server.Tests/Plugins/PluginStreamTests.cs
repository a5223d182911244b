using System.ComponentModel;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using KernelHost.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace KernelHost.Server.Tests.Plugins;

/// <summary>Functions whose results come in pieces, called by a client that wants them as they come.</summary>
public sealed class PluginStreamTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Teller _teller = new();
    private KernelHostServer _server = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = KernelHostServer.Start(services => services.AddSingleton<IPluginSource>(new Source(_teller)));
        _client = await _server.CreateTenantAsync(Tenants.Embedded());
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_piece_is_there_before_the_next_is_made()
    {
        using var response = await CallAsync("tell");
        var events = SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();

        Assert.Equal(("delta", "\"Once\""), await NextAsync(events));
        _teller.GoOn.SetResult();
        Assert.Equal(("delta", "\" upon a \\\"time\\\"\\n\""), await NextAsync(events));
        var (name, data) = await NextAsync(events);
        Assert.False(await events.MoveNextAsync());

        Assert.Equal("result", name);
        var result = JsonElement.Parse(data);
        Assert.Equal(JsonValueKind.Null, result.GetProperty("result").ValueKind);
        Assert.Equal(0, result.GetProperty("calls").GetArrayLength());
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Who_does_not_ask_for_events_gets_it_whole()
    {
        _teller.GoOn.SetResult();

        var whole = await _client.TryPostAsync("/api/v1/plugins/Teller/tell", new { arguments = new { } });

        Assert.Equal(["Once", " upon a \"time\"\n"], whole.Json.GetProperty("result").EnumerateArray().Select(piece => piece.GetString()));
    }

    [Fact]
    public async Task A_result_that_does_not_come_in_pieces_is_one_event()
    {
        using var response = await CallAsync("once");

        Assert.Equal(["result"], await NamesAsync(response));
    }

    [Fact]
    public async Task Objects_are_pieces_too()
    {
        using var response = await CallAsync("count");
        var text = await response.Content.ReadAsStringAsync();

        Assert.StartsWith("event: delta\ndata: {\"number\":1}\n\nevent: delta\ndata: {\"number\":2}\n\nevent: result\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_wrong_before_the_first_piece_is_a_status_and_after_it_an_event()
    {
        using var before = await CallAsync("fail", new { after = 0 });
        using var after = await CallAsync("fail", new { after = 1 });

        Assert.Equal(HttpStatusCode.BadGateway, before.StatusCode);
        Assert.Equal(["delta", "error"], await NamesAsync(after));
    }

    [Fact]
    public async Task A_bad_argument_is_a_422()
    {
        using var response = await CallAsync("fail", new { after = "soon" });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    [Fact]
    public async Task It_ends_with_its_time()
    {
        _client = await _server.CreateTenantAsync(new { is_default = true, providers = new { embedded = new { models = new[] { "extractive" } } }, plugins = new { Teller = new { timeout = "1s" } } });
        using var response = await CallAsync("hang");

        Assert.Equal(["delta", "error"], await NamesAsync(response));
    }

    [Fact]
    public async Task It_ends_when_its_client_goes()
    {
        var response = await CallAsync("hang");
        response.Dispose();

        await _teller.Ended.Task.WaitAsync(Patience);
    }

    private async Task<HttpResponseMessage> CallAsync(string function, object? arguments = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/plugins/Teller/{function}")
        {
            Content = new StringContent(JsonSerializer.Serialize(new { arguments = arguments ?? new { } }), new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Accept.Add(new("text/event-stream"));
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<(string Name, string Data)> NextAsync(IAsyncEnumerator<SseItem<string>> events) =>
        await events.MoveNextAsync().AsTask().WaitAsync(Patience) ? (events.Current.EventType, events.Current.Data) : throw new EndOfStreamException();

    private static async Task<IEnumerable<string>> NamesAsync(HttpResponseMessage response) =>
        [.. (await response.Content.ReadAsStringAsync()).Split('\n').Where(line => line.StartsWith("event: ", StringComparison.Ordinal)).Select(line => line["event: ".Length..])];

    private sealed class Source(Teller teller) : IPluginSource
    {
        public long VersionFor(PluginScope scope) => 0;

        public ValueTask<IReadOnlyList<KernelPlugin>> CreateForAsync(PluginScope scope, IServiceProvider services, CancellationToken cancellationToken) =>
            new([KernelPluginFactory.CreateFromObject(teller, "Teller")]);
    }

    private sealed record Step([property: System.Text.Json.Serialization.JsonPropertyName("number")] int Number);

    private sealed class Teller
    {
        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        [KernelFunction("tell"), Description("Tells a story.")]
        public async IAsyncEnumerable<string> TellAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return "Once";
            await GoOn.Task.WaitAsync(cancellationToken);
            yield return " upon a \"time\"\n";
        }

        [KernelFunction("once")]
        public static string Once() => "all of it";

        [KernelFunction("count")]
        public static async IAsyncEnumerable<Step> CountAsync()
        {
            await Task.Yield();
            yield return new(1);
            yield return new(2);
        }

        [KernelFunction("fail")]
        public static async IAsyncEnumerable<string> FailAsync(int after)
        {
            await Task.Yield();
            for (var told = 0; told < after; told++)
                yield return "something";
            throw new PluginException("No more.");
        }

        [KernelFunction("hang")]
        public async IAsyncEnumerable<string> HangAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return "begun";
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                Ended.TrySetResult();
            }
        }
    }
}
