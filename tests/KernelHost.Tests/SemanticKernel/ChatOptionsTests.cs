using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace KernelHost.Tests.SemanticKernel;

public sealed class ChatOptionsTests
{
    [Fact]
    public void Parameters_become_options_by_their_names_on_the_wire()
    {
        var options = Options(new()
        {
            ["temperature"] = 0.5,
            ["TOP_P"] = "0.25",
            ["top_k"] = 3,
            ["seed"] = 4,
            ["max_tokens"] = 5,
            ["frequency_penalty"] = 1,
            ["presence_penalty"] = 2,
            ["stop_sequences"] = new List<string> { "end" },
            ["chat_system_prompt"] = "be kind",
        });

        Assert.Equal((0.5f, 0.25f, 3, 4L, 5), (options.Temperature, options.TopP, options.TopK, options.Seed, options.MaxOutputTokens));
        Assert.Equal((1f, 2f), (options.FrequencyPenalty, options.PresencePenalty));
        Assert.Equal(["end"], options.StopSequences!);
        Assert.Equal("be kind", options.Instructions);
        Assert.Empty(options.AdditionalProperties ?? []);
    }

    [Fact]
    public void Parameters_may_be_json()
    {
        var options = Options(JsonSerializer.Deserialize<Dictionary<string, object>>("""{"temperature":0.5,"seed":4,"stop_sequences":["end"],"num_ctx":4096}""")!);

        Assert.Equal((0.5f, 4L), (options.Temperature, options.Seed));
        Assert.Equal(["end"], options.StopSequences!);
        Assert.Equal(4096.0, options.AdditionalProperties!["num_ctx"]);
    }

    [Fact]
    public void Other_parameters_travel_along()
    {
        var options = Options(new() { ["num_ctx"] = 4096, ["temperature"] = "warm" });

        Assert.Equal(4096, options.AdditionalProperties!["num_ctx"]);
        Assert.Equal("warm", options.AdditionalProperties["temperature"]);
        Assert.Null(options.Temperature);
    }

    [Fact]
    public void A_response_format_is_named_or_a_schema()
    {
        Assert.Same(ChatResponseFormat.Text, Options(new() { ["response_format"] = "text" }).ResponseFormat);
        Assert.Same(ChatResponseFormat.Json, Options(new() { ["response_format"] = "json_object" }).ResponseFormat);

        var schema = Options(new() { ["response_format"] = JsonElement.Parse("""{"type":"object"}""") }).ResponseFormat;
        Assert.Equal("object", Assert.IsType<ChatResponseFormatJson>(schema).Schema?.GetProperty("type").GetString());
    }

    [Fact]
    public void Derived_settings_are_read_as_json()
    {
        var options = new OwnSettings { ModelId = "m", Temperature = 0.5 }.ToChatOptions(null);

        Assert.Equal("m", options.ModelId);
        Assert.Equal(0.5f, options.Temperature);
    }

    [Fact]
    public void Functions_become_tools_as_freely_as_chosen()
    {
        var kernel = new Kernel();
        kernel.ImportPluginFromFunctions("p", [KernelFunctionFactory.CreateFromMethod(() => 1, "f")]);

        var auto = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(options: new() { AllowParallelCalls = true }) }.ToChatOptions(kernel);
        var required = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Required() }.ToChatOptions(kernel);
        var none = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.None() }.ToChatOptions(kernel);

        Assert.Equal("p_f", Assert.Single(auto.Tools!).Name);
        Assert.True(auto.AllowMultipleToolCalls);
        Assert.Equal((ChatToolMode.Auto, ChatToolMode.RequireAny, ChatToolMode.None), (auto.ToolMode, required.ToolMode, none.ToolMode));
    }

    private static ChatOptions Options(Dictionary<string, object> parameters) =>
        new PromptExecutionSettings { ExtensionData = parameters }.ToChatOptions(null);

    private sealed class OwnSettings : PromptExecutionSettings
    {
        [System.Text.Json.Serialization.JsonPropertyName("temperature")]
        public double? Temperature { get; init; }
    }
}
