using Microsoft.SemanticKernel;

namespace KernelHost.Tests.SemanticKernel;

public sealed class ArgumentsAndSettingsTests
{
    [Fact]
    public void Copied_arguments_keep_their_settings_unless_others_are_given()
    {
        var original = new KernelArguments(new PromptExecutionSettings { ServiceId = "a" }) { ["X"] = 1 };

        var copy = new KernelArguments(original);
        var other = new KernelArguments(original, new() { ["b"] = new() });

        Assert.Equal(1, copy["x"]);
        Assert.Equal(["a"], copy.ExecutionSettings!.Keys);
        Assert.Equal(["b"], other.ExecutionSettings!.Keys);
    }

    [Fact]
    public void Settings_without_a_service_are_the_default()
    {
        Assert.Equal("default", PromptExecutionSettings.DefaultServiceId);
        Assert.Equal(["default"], new KernelArguments(new PromptExecutionSettings()).ExecutionSettings!.Keys);
        Assert.Null(new KernelArguments((PromptExecutionSettings?)null).ExecutionSettings);
    }

    [Fact]
    public void Settings_for_one_service_twice_or_under_another_id_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new KernelArguments([new PromptExecutionSettings(), new PromptExecutionSettings()]));
        Assert.Throws<ArgumentException>(() => new KernelArguments { ExecutionSettings = new Dictionary<string, PromptExecutionSettings> { ["a"] = new() { ServiceId = "b" } } });
    }

    [Fact]
    public void Frozen_settings_cannot_be_changed_but_their_clone_can()
    {
        var settings = new PromptExecutionSettings { ModelId = "m", ExtensionData = new Dictionary<string, object> { ["temperature"] = 0 } };
        settings.Freeze();
        var clone = settings.Clone();
        clone.ModelId = "n";
        clone.ExtensionData!["temperature"] = 1;

        Assert.True(settings.IsFrozen);
        Assert.Throws<InvalidOperationException>(() => settings.ServiceId = "x");
        Assert.Throws<NotSupportedException>(() => settings.ExtensionData!["temperature"] = 1);
        Assert.Equal("m", settings.ModelId);
    }

    [Fact]
    public void A_prompts_settings_are_frozen_copies()
    {
        var settings = new PromptExecutionSettings { ServiceId = "a" };
        var function = KernelFunctionFactory.CreateFromPrompt("hi", settings);
        settings.ModelId = "changed";

        var own = Assert.Single(function.ExecutionSettings!).Value;

        Assert.True(own.IsFrozen);
        Assert.Null(own.ModelId);
    }

    [Fact]
    public void A_choice_of_functions_outside_the_kernel_is_refused()
    {
        var foreign = KernelFunctionFactory.CreateFromMethod(() => 1, "f");
        var context = new FunctionChoiceBehaviorConfigurationContext([]) { Kernel = new Kernel() };

        Assert.Throws<KernelException>(() => FunctionChoiceBehavior.Auto([foreign]).GetConfiguration(context));
        Assert.Throws<KernelException>(() => FunctionChoiceBehavior.Auto().GetConfiguration(new([])));
        Assert.Same(foreign, Assert.Single(FunctionChoiceBehavior.Auto([foreign], autoInvoke: false).GetConfiguration(context).Functions!));
    }

    [Fact]
    public void A_choice_of_no_functions_shows_none_and_no_choice_shows_all()
    {
        var kernel = new Kernel();
        kernel.ImportPluginFromFunctions("p", [KernelFunctionFactory.CreateFromMethod(() => 1, "f")]);
        var context = new FunctionChoiceBehaviorConfigurationContext([]) { Kernel = kernel };

        Assert.Empty(FunctionChoiceBehavior.Required([]).GetConfiguration(context).Functions ?? []);
        Assert.Single(FunctionChoiceBehavior.None().GetConfiguration(context).Functions!);
        Assert.Equal(FunctionChoice.None, FunctionChoiceBehavior.None().GetConfiguration(context).Choice);
    }
}
