using Microsoft.SemanticKernel;

namespace KernelHost.Tests.SemanticKernel;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("a {{$name}} b", "a Ada b")]
    [InlineData("{{ $name }}", "Ada")]
    [InlineData("{{$NAME}}", "Ada")]
    [InlineData("[{{$unset}}]", "[]")]
    [InlineData("{{'quoted'}}", "quoted")]
    [InlineData("{{\"it's\"}}", "it&#39;s")]
    [InlineData("{{'it\\'s }}'}}", "it&#39;s }}")]
    [InlineData("{{}} { {{ }", "{{}} { {{ }")]
    [InlineData("{ \"json\": {{$name}} }", "{ \"json\": Ada }")]
    [InlineData("{{{$name}}}", "{Ada}")]
    [InlineData("{{p.now}}", "now")]
    [InlineData("{{now}}", "now")]
    [InlineData("{{p.echo $name}}", "Ada,")]
    [InlineData("{{p.echo 'x'}}", "x,")]
    [InlineData("{{p.echo first='x' second=$name}}", "x,Ada")]
    [InlineData("{{p.echo 'x' second=\"y\"}}", "x,y")]
    [InlineData("{{p.echo first = 'x'}}", "x,")]
    [InlineData("{{$markup}}", "&lt;b&gt;")]
    [InlineData("{{p.echo $markup}}", "&lt;b&gt;,")]
    [InlineData("<b>", "<b>")]
    public async Task Renders(string template, string expected) => Assert.Equal(expected, await RenderAsync(new(template)));

    [Theory]
    [InlineData("{{p.echo first=unquoted}}")]
    [InlineData("{{p.echo 'x' 'y'}}")]
    [InlineData("{{$a b}}")]
    [InlineData("{{'a' b}}")]
    [InlineData("{{$in-valid}}")]
    [InlineData("{{a.b.c}}")]
    [InlineData("{{p.echo'x'}}")]
    public void Malformed_code_is_a_kernel_exception(string template) =>
        Assert.Throws<KernelException>(() => new KernelPromptTemplateFactory().Create(new PromptTemplateConfig(template)));

    [Fact]
    public async Task Unknown_functions_are_not_found() =>
        await Assert.ThrowsAsync<KeyNotFoundException>(() => RenderAsync(new("{{p.other}}")));

    [Fact]
    public async Task Arguments_for_a_function_without_parameters_are_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => RenderAsync(new("{{p.now 'x'}}")));

    [Fact]
    public async Task A_trusted_variable_may_hold_markup()
    {
        var config = new PromptTemplateConfig("{{$markup}} {{p.echo $markup}}") { InputVariables = [new() { Name = "markup", AllowDangerouslySetContent = true }] };

        Assert.Equal("<b> &lt;b&gt;,", await RenderAsync(config));
    }

    [Fact]
    public async Task Trusted_functions_may_return_markup() =>
        Assert.Equal("&lt;b&gt; <b>,", await RenderAsync(new("{{$markup}} {{p.echo $markup}}") { AllowDangerouslySetContent = true }));

    [Fact]
    public void Another_format_is_a_kernel_exception() =>
        Assert.Throws<KernelException>(() => new KernelPromptTemplateFactory().Create(new PromptTemplateConfig("x") { TemplateFormat = "other" }));

    [Fact]
    public void The_variables_a_template_uses_become_parameters()
    {
        var function = KernelFunctionFactory.CreateFromPrompt("{{$a}} {{p.echo $b second=$c}} {{$A}}");

        Assert.Equal(["a", "b", "c"], function.Metadata.Parameters.Select(p => p.Name));
        Assert.All(function.Metadata.Parameters, p => Assert.Equal("string", p.Schema?.RootElement.GetProperty("type").GetString()));
    }

    private static Task<string> RenderAsync(PromptTemplateConfig config)
    {
        var kernel = new Kernel();
        kernel.ImportPluginFromFunctions("p",
        [
            KernelFunctionFactory.CreateFromMethod(() => "now", "now"),
            KernelFunctionFactory.CreateFromMethod((string first, string? second = null) => $"{first},{second}", "echo"),
        ]);
        return new KernelPromptTemplateFactory().Create(config).RenderAsync(kernel, new() { ["name"] = "Ada", ["markup"] = "<b>" });
    }
}
