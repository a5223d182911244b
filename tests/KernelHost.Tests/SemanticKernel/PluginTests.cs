using System.Diagnostics.CodeAnalysis;
using Microsoft.SemanticKernel;

namespace KernelHost.Tests.SemanticKernel;

public sealed class PluginTests
{
    [Fact]
    public void A_plugin_is_named_after_its_type()
    {
        Assert.Equal("Simple", KernelPluginFactory.CreateFromType<Simple>().Name);
        Assert.Equal("Generic_Int32", KernelPluginFactory.CreateFromType<Generic<int>>().Name);
        Assert.Equal("given", KernelPluginFactory.CreateFromType<Simple>("given").Name);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("with-dash")]
    [InlineData("with.dot")]
    [InlineData("ü")]
    [InlineData("")]
    public void Other_characters_than_ascii_letters_digits_and_underscores_are_refused(string name) =>
        Assert.ThrowsAny<ArgumentException>(() => KernelPluginFactory.CreateFromFunctions(name));

    [Theory]
    [InlineData("with space")]
    [InlineData("with.dot")]
    public void Function_names_are_checked_too(string name) =>
        Assert.ThrowsAny<ArgumentException>(() => KernelFunctionFactory.CreateFromMethod(() => 1, name));

    [Fact]
    public void A_type_without_functions_is_refused() =>
        Assert.Throws<ArgumentException>(() => KernelPluginFactory.CreateFromType<object>());

    [Fact]
    public void A_second_plugin_of_a_name_is_refused()
    {
        var kernel = new Kernel();
        kernel.ImportPluginFromType<Simple>();

        Assert.Throws<ArgumentException>(() => kernel.ImportPluginFromType<Simple>("simple"));
    }

    [Fact]
    public void Two_functions_of_a_name_are_refused() =>
        Assert.Throws<ArgumentException>(() => KernelPluginFactory.CreateFromFunctions("p",
            [KernelFunctionFactory.CreateFromMethod(() => 1, "f"), KernelFunctionFactory.CreateFromMethod(() => 2, "F")]));

    [Fact]
    public void Plugins_and_functions_are_found_whatever_the_case()
    {
        var kernel = new Kernel();
        var plugin = kernel.ImportPluginFromType<Simple>();

        Assert.Same(plugin, kernel.Plugins["SIMPLE"]);
        Assert.True(kernel.Plugins.TryGetFunction("simple", "RUN", out _));
        Assert.Throws<KeyNotFoundException>(() => kernel.Plugins["other"]);
        Assert.Throws<KeyNotFoundException>(() => plugin["other"]);
    }

    [Fact]
    public void The_name_models_use_finds_the_function_too()
    {
        var plugin = KernelPluginFactory.CreateFromType<Simple>();

        Assert.True(plugin.TryGetFunction("Simple_Run", out _));
    }

    [Fact]
    public void Adding_a_function_to_a_plugin_leaves_the_original_alone()
    {
        var function = KernelFunctionFactory.CreateFromMethod(() => 1, "f");
        var plugin = KernelPluginFactory.CreateFromFunctions("p", "about", [function]);

        Assert.Null(function.PluginName);
        Assert.Equal("p", plugin["f"].PluginName);
        Assert.Equal("about", plugin.Description);
        Assert.Equal(1, plugin.FunctionCount);
    }

    [Fact]
    public async Task A_plugin_may_be_ones_own()
    {
        var kernel = new Kernel();
        kernel.Plugins.Add(new Own());

        Assert.Equal("own x", await kernel.InvokeAsync<string>("own", "anything", new() { ["a"] = "x" }));
    }

    private sealed class Simple
    {
        [KernelFunction]
        public int Run() => 1;
    }

    private sealed class Generic<T>
    {
        [KernelFunction]
        public T? Run() => default;
    }

    private sealed class Own() : KernelPlugin("own")
    {
        private readonly KernelFunction _function = KernelFunctionFactory.CreateFromMethod((string a) => $"own {a}", "f");

        public override int FunctionCount => 1;

        public override bool TryGetFunction(string name, [NotNullWhen(true)] out KernelFunction? function)
        {
            function = _function;
            return true;
        }

        public override IEnumerator<KernelFunction> GetEnumerator() => new List<KernelFunction> { _function }.GetEnumerator();
    }
}
