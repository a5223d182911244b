using System.ComponentModel;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace KernelHost.Tests.SemanticKernel;

/// <summary>What a method becomes: names, schema, injected parameters.</summary>
public sealed class FunctionShapeTests
{
    private static readonly KernelPlugin Plugin = KernelPluginFactory.CreateFromObject(new Sample());

    [Theory]
    [InlineData("Plain")]
    [InlineData("NotAwaitedAsync")]
    [InlineData("Task")]
    [InlineData("ValueTask")]
    [InlineData("Stream")]
    [InlineData("given_name")]
    [InlineData("Hidden")]
    [InlineData("Static")]
    public void A_function_is_named_after_its_method_without_async(string name) => Assert.True(Plugin.Contains(name));

    [Fact]
    public void Methods_without_the_attribute_are_no_functions() => Assert.False(Plugin.Contains("Ignored"));

    [Fact]
    public void Names_ignore_case_and_know_their_plugin()
    {
        var function = Plugin["plain"];

        Assert.Equal("Plain", function.Name);
        Assert.Equal("Sample", function.PluginName);
        Assert.Equal("Sample_Plain", ((Microsoft.Extensions.AI.AIFunction)function).Name);
    }

    [Fact]
    public void The_schema_has_the_arguments_and_nothing_that_is_injected()
    {
        var schema = Plugin["described"].JsonSchema;

        Assert.Equal(["text", "count", "colour"], schema.GetProperty("properties").EnumerateObject().Select(p => p.Name));
        Assert.Equal("the text", schema.GetProperty("properties").GetProperty("text").GetProperty("description").GetString());
        Assert.Equal("string", schema.GetProperty("properties").GetProperty("text").GetProperty("type").GetString());
        Assert.Equal("integer", schema.GetProperty("properties").GetProperty("count").GetProperty("type").GetString());
        Assert.Equal(["Red", "Green", null], schema.GetProperty("properties").GetProperty("colour").GetProperty("enum").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal(["text"], schema.GetProperty("required").EnumerateArray().Select(e => e.GetString()));
    }

    [Fact]
    public void Descriptions_come_from_the_method_its_parameters_and_its_result()
    {
        var metadata = Plugin["described"].Metadata;

        Assert.Equal("does it", metadata.Description);
        Assert.Equal("the text", metadata.Parameters[0].Description);
        Assert.Equal("the result", metadata.ReturnParameter.Description);
        Assert.Equal(typeof(int), metadata.ReturnParameter.ParameterType);
        Assert.Equal("integer", metadata.ReturnParameter.Schema?.RootElement.GetProperty("type").GetString());
    }

    [Fact]
    public void Optional_parameters_say_their_default()
    {
        var count = Plugin["described"].Metadata.Parameters[1];

        Assert.False(count.IsRequired);
        Assert.Equal("3", count.DefaultValue);
        Assert.Contains("3", count.Schema?.RootElement.GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_follows_changes_unless_it_was_set()
    {
        var parameter = new KernelParameterMetadata("p") { ParameterType = typeof(int) };
        Assert.Equal("integer", parameter.Schema?.RootElement.GetProperty("type").GetString());

        parameter.ParameterType = typeof(string);
        Assert.Equal("string", parameter.Schema?.RootElement.GetProperty("type").GetString());

        parameter.Schema = KernelJsonSchema.Parse("""{"type":"null"}""");
        Assert.Equal("null", parameter.Schema?.RootElement.GetProperty("type").GetString());
    }

    [Fact]
    public async Task The_kernel_fills_in_what_it_knows()
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton("plain").AddKeyedSingleton("key", "keyed");
        var kernel = builder.Build();
        var arguments = new KernelArguments { ["x"] = 1 };

        var result = await kernel.InvokeAsync<string>(Plugin["Injected"], arguments);

        Assert.Equal("True True True True True True True plain keyed", result);
        Assert.Empty(Plugin["Injected"].Metadata.Parameters);
    }

    [Fact]
    public async Task A_missing_service_is_a_kernel_exception() =>
        await Assert.ThrowsAsync<KernelException>(() => new Kernel().InvokeAsync(Plugin["Injected"]));

    [Description("samples")]
    private sealed class Sample
    {
        public enum Colour
        {
            Red,
            Green,
        }

        [KernelFunction]
        private static string Static() => "";

        [KernelFunction]
        public string Plain() => "";

        [KernelFunction]
        public string NotAwaitedAsync() => "";

        [KernelFunction]
        public Task TaskAsync() => Task.CompletedTask;

        [KernelFunction]
        public ValueTask<int> ValueTaskAsync() => new(1);

        [KernelFunction]
        public IAsyncEnumerable<int> StreamAsync() => AsyncEnumerable.Empty<int>();

        [KernelFunction("given_name")]
        public string Named() => "";

        [KernelFunction]
        private string Hidden() => "";

        public string Ignored() => "";

        [KernelFunction("described")]
        [Description("does it")]
        [return: Description("the result")]
        public Task<int> DescribedAsync(Kernel kernel, [Description("the text")] string text, int count = 3, Colour? colour = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(count);

        [KernelFunction]
        public string Injected(
            Kernel kernel,
            KernelFunction function,
            KernelArguments arguments,
            IAIServiceSelector selector,
            ILogger logger,
            ILoggerFactory loggers,
            CultureInfo culture,
            IFormatProvider format,
            [FromKernelServices] string service,
            [FromKernelServices("key")] string keyed,
            CancellationToken cancellationToken) =>
            $"{kernel is not null} {function.Name == "Injected"} {arguments.ContainsName("X")} {selector is not null} {logger is not null && loggers is not null} {culture == kernel!.Culture} {format is not null} {service} {keyed}";
    }
}
