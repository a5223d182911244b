using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Services;
using ChatMessageContent = Microsoft.SemanticKernel.ChatMessageContent;

namespace KernelHost.Tests.SemanticKernel;

/// <summary>Between a kernel's services and functions and those of other libraries.</summary>
public sealed class BridgeTests
{
    [Fact]
    public async Task A_chat_client_is_a_chat_completion_service()
    {
        var model = new FakeChatClient("hello");
        var service = model.AsChatCompletionService();

        var answer = await service.GetChatMessageContentAsync(new ChatHistory("hi", AuthorRole.User));

        Assert.Equal("hello", answer.Content);
        Assert.Equal(AuthorRole.Assistant, answer.Role);
        Assert.Equal("fake", answer.ModelId);
        Assert.Equal("fake", service.GetModelId());
        Assert.Equal("http://fake/", service.GetEndpoint());
        Assert.Null(model.Requests[0].Options);
    }

    [Fact]
    public async Task Its_answer_can_be_streamed()
    {
        var service = new FakeChatClient([FakeChatClient.Text("a"), FakeChatClient.Text("b")]).AsChatCompletionService();

        var pieces = await service.GetStreamingChatMessageContentsAsync("hi").ToListAsync();

        Assert.Equal(["a", "b"], pieces.Select(p => p.Content));
        Assert.All(pieces, p => Assert.Equal(AuthorRole.Assistant, p.Role));
    }

    [Fact]
    public async Task Without_function_calling_in_its_pipeline_calls_are_left_to_the_caller()
    {
        var service = new FakeChatClient([FakeChatClient.Call("p_f", "id")]).AsChatCompletionService();

        var answer = await service.GetChatMessageContentAsync("hi");

        Assert.Equal("id", Assert.Single(answer.Items.OfType<Microsoft.SemanticKernel.FunctionCallContent>()).Id);
    }

    [Fact]
    public async Task A_chat_completion_service_is_a_chat_client()
    {
        var model = new FakeChatClient("hello");
        var client = model.AsChatCompletionService().AsChatClient();

        var response = await client.GetResponseAsync("hi", new ChatOptions { Temperature = 0.5f, ModelId = "m" });

        Assert.Equal("hello", response.Text);
        Assert.Equal((0.5f, "m"), (model.Requests[0].Options!.Temperature, model.Requests[0].Options!.ModelId));
        Assert.Equal("fake", client.GetService<ChatClientMetadata>()?.DefaultModelId);
        Assert.Equal("hello", string.Concat(await client.GetStreamingResponseAsync("hi").Select(u => u.Text).ToListAsync()));
    }

    [Fact]
    public async Task Another_librarys_function_runs_in_a_kernel_and_returns_json()
    {
        var function = AIFunctionFactory.Create((int n) => n * 2, "double", "doubles").AsKernelFunction();
        var kernel = new Kernel();
        kernel.ImportPluginFromFunctions("math", [function]);

        var result = await kernel.InvokeAsync("math", "double", new() { ["n"] = 21 });

        Assert.Equal(42, result.GetValue<System.Text.Json.JsonElement>().GetInt32());
        Assert.Equal("doubles", function.Description);
        Assert.Equal("n", Assert.Single(function.Metadata.Parameters).Name);
        Assert.True(function.Metadata.Parameters[0].IsRequired);
    }

    [Fact]
    public void A_kernel_function_needs_no_bridge()
    {
        var function = KernelFunctionFactory.CreateFromMethod(() => 1, "f");

        Assert.Same(function, ((AIFunction)function).AsKernelFunction());
    }

    [Fact]
    public async Task Other_libraries_run_a_kernels_function_with_the_kernel_it_is_tied_to()
    {
        var kernel = new Kernel { Data = { ["x"] = 42 } };
        AIFunction function = KernelFunctionFactory.CreateFromMethod((Kernel k, int n) => (int)k.Data["x"]! + n, "f").WithKernel(kernel);

        var result = await function.InvokeAsync(new AIFunctionArguments { ["n"] = 1 });

        Assert.Equal(43, Assert.IsType<System.Text.Json.JsonElement>(result).GetInt32());
    }

    [Fact]
    public async Task Layers_of_a_chat_client_stand_around_it_in_order()
    {
        var log = new List<string>();
        using var provider = new ServiceCollection().BuildServiceProvider();
        var client = new ChatClientBuilder(new FakeChatClient("hi"))
            .Use((inner, services) => Layer("outer", inner, services))
            .Use((inner, services) => Layer("inner", inner, services))
            .Build(provider);

        await client.GetResponseAsync("x");

        Assert.Equal(["outer", "inner"], log);

        IChatClient Layer(string name, IChatClient inner, IServiceProvider services)
        {
            Assert.Same(provider, services);
            return new Spy(inner, () => log.Add(name));
        }
    }

    [Fact]
    public void A_message_keeps_its_pieces_on_the_way()
    {
        var message = new ChatMessageContent(AuthorRole.Assistant,
        [
            new Microsoft.SemanticKernel.TextContent("t"),
            new ImageContent(new Uri("http://x/y.png")),
            new Microsoft.SemanticKernel.FunctionCallContent("f", id: "id", arguments: new() { ["a"] = 1 }),
            new Microsoft.SemanticKernel.FunctionResultContent("f", callId: "id", result: 2),
        ]).ToChatMessage();

        Assert.Collection(message.Contents,
            c => Assert.Equal("t", Assert.IsType<Microsoft.Extensions.AI.TextContent>(c).Text),
            c => Assert.Equal("image/*", Assert.IsType<UriContent>(c).MediaType),
            c => Assert.Equal(1, Assert.IsType<Microsoft.Extensions.AI.FunctionCallContent>(c).Arguments!["a"]),
            c => Assert.Equal(2, Assert.IsType<Microsoft.Extensions.AI.FunctionResultContent>(c).Result));
    }

    private sealed class Spy(IChatClient inner, Action called) : DelegatingChatClient(inner)
    {
        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            called();
            return base.GetResponseAsync(messages, options, cancellationToken);
        }
    }
}
