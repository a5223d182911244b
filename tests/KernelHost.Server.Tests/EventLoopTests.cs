using KernelHost.Server.Tests.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Tests;

public sealed class EventLoopTests
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Only_endpoints_that_say_so_stay_on_the_thread_that_reads_from_the_sockets(bool stays, bool inPool)
    {
        await using var app = WebApplication.Create();
        var endpoint = app.MapGet("/", () => "");
        _ = stays ? endpoint.StayOnEventLoop() : endpoint;
        var context = new DefaultHttpContext();
        context.SetEndpoint(((IEndpointRouteBuilder)app).DataSources.Single().Endpoints.Single());
        var reached = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var pipeline = new ApplicationBuilder(app.Services).UseWorkers().Use((HttpContext _, RequestDelegate _) =>
        {
            reached.SetResult(Thread.CurrentThread.IsThreadPoolThread);
            return Task.CompletedTask;
        }).Build();

        new Thread(() => _ = pipeline(context)).Start();

        Assert.Equal(inPool, await reached.Task);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Kestrel_is_set_up_as_the_setting_says(bool inline)
    {
        await using var server = KernelHostServer.Start(("Server:InlineSockets", $"{inline}"));

        Assert.Equal(inline, server.Services.GetRequiredService<IOptions<SocketTransportOptions>>().Value.UnsafePreferInlineScheduling);
    }

    [Fact]
    public async Task A_host_with_inline_sockets_answers_forwarded_calls_plugins_and_admins_at_once()
    {
        var directory = Directory.CreateTempSubdirectory("kernelhost-eventloop-").FullName;
        await using var upstream = await Upstream.FakeUpstream.StartAsync();
        using var server = new ServerRun(directory,
            ("KernelHost__AdminKey", KernelHostServer.AdminKey), ("OPENAI_API_KEY", "key"), ("OPENAI_BASE_URL", upstream.BaseUrls.OpenAi.ToString()), ("OPENAI_MODELS", "gpt-4o"));
        using var client = await server.ClientAsync(KernelHostServer.AdminKey);
        var question = new { model = "openai/gpt-4o", messages = new[] { new { role = "user", content = "Hello." } } };

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => (number % 3) switch
        {
            0 => client.TryPostAsync("/v1/chat/completions", question),
            1 => client.TryPostAsync("/api/v1/plugins/Classifier/classify", new { arguments = new { text = "My invoice is wrong", labels = new[] { "billing", "travel" } } }),
            _ => client.TryGetAsync("/api/v1/organizations/system"),
        }));

        Assert.All(answers, answer => Assert.Equal(System.Net.HttpStatusCode.OK, answer.Status));
    }
}
