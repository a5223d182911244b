using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Services;

namespace KernelHost.Tests.SemanticKernel;

public sealed class ServiceSelectionTests
{
    [Theory]
    [InlineData(null, "last")]
    [InlineData("default", "last")]
    [InlineData("first", "first")]
    [InlineData("last", "last")]
    public async Task The_service_with_the_id_answers_and_by_default_the_one_registered_last(string? serviceId, string expected)
    {
        var kernel = KernelOf(s => s.AddKeyedSingleton("first", Service("first")).AddKeyedSingleton("last", Service("last")));

        var arguments = serviceId is null ? null : new KernelArguments(new PromptExecutionSettings { ServiceId = serviceId });

        Assert.Equal(expected, await kernel.InvokePromptAsync<string>("hi", arguments));
    }

    [Fact]
    public async Task A_service_is_found_by_its_model_too()
    {
        var kernel = KernelOf(s => s.AddKeyedSingleton("first", Service("first")).AddKeyedSingleton("last", Service("last")));

        Assert.Equal("first", await kernel.InvokePromptAsync<string>("hi", new(new PromptExecutionSettings { ModelId = "model-first" })));
    }

    [Fact]
    public async Task An_unknown_id_is_a_kernel_exception()
    {
        var kernel = KernelOf(s => s.AddKeyedSingleton("first", Service("first")));

        await Assert.ThrowsAsync<KernelException>(() => kernel.InvokePromptAsync("hi", new(new PromptExecutionSettings { ServiceId = "other" })));
        await Assert.ThrowsAsync<KernelException>(() => new Kernel().InvokePromptAsync("hi"));
    }

    [Fact]
    public async Task A_chat_client_answers_where_there_is_no_chat_completion_service()
    {
        var kernel = KernelOf(s => s.AddKeyedSingleton<IChatClient>("a", new FakeChatClient("from client")));

        Assert.Equal("from client", await kernel.InvokePromptAsync<string>("hi", new(new PromptExecutionSettings { ServiceId = "a" })));
    }

    [Fact]
    public async Task Settings_in_the_arguments_replace_those_of_the_function()
    {
        var kernel = KernelOf(s => s.AddKeyedSingleton("first", Service("first")).AddKeyedSingleton("last", Service("last")));
        var function = KernelFunctionFactory.CreateFromPrompt("hi", new PromptExecutionSettings { ServiceId = "first" });

        Assert.Equal("first", await kernel.InvokeAsync<string>(function));
        Assert.Equal("last", await kernel.InvokeAsync<string>(function, new(new PromptExecutionSettings { ServiceId = "last" })));
    }

    [Fact]
    public async Task A_registered_selector_decides()
    {
        var kernel = KernelOf(s => s
            .AddKeyedSingleton("first", Service("first"))
            .AddKeyedSingleton("last", Service("last"))
            .AddSingleton<IAIServiceSelector>(new Always("first")));

        Assert.Equal("first", await kernel.InvokePromptAsync<string>("hi"));
    }

    private static IChatCompletionService Service(string answer) => new FakeChatClient(answer) { ModelId = $"model-{answer}" }.AsService();

    private static Kernel KernelOf(Action<IServiceCollection> register)
    {
        var builder = Kernel.CreateBuilder();
        register(builder.Services);
        return builder.Build();
    }

    private sealed class Always(string id) : IAIServiceSelector
    {
        public bool TrySelectAIService<T>(Kernel kernel, KernelFunction function, KernelArguments arguments, [NotNullWhen(true)] out T? service, out PromptExecutionSettings? serviceSettings)
            where T : class, IAIService
        {
            (service, serviceSettings) = (typeof(T) == typeof(IChatCompletionService) ? kernel.GetRequiredService<T>(id) : null, null);
            return service is not null;
        }
    }
}
