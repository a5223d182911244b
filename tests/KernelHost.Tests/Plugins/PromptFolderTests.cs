using KernelHost.Tests.Kernels;

namespace KernelHost.Tests.Plugins;

/// <summary>Plugins that are folders of YAML prompts.</summary>
public sealed class PromptFolderTests : IDisposable
{
    private const string Translate = """
        name: translate
        description: Says a text in another language.
        template: "Translate to {{$language}}: {{$text}}"
        template_format: semantic-kernel
        input_variables:
          - name: text
            description: What to translate.
            is_required: true
          - name: language
            default: French
            is_required: false
        execution_settings:
          default:
            temperature: 0.2
          small-fast:
            service_id: small-fast
        """;

    private readonly PluginDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_folder_of_prompts_is_a_plugin_and_its_settings_choose_the_model()
    {
        _directory.WithFile("Words", "translate.yaml", Translate.Replace("  default:\n    temperature: 0.2\n", "", StringComparison.Ordinal))
            .WithFile("Words", "plugin.yaml", "description: Words in other words.\nversion: 1.4.0\n");
        using var catalog = _directory.Load();
        var plugin = Assert.Single(catalog.Plugins);
        var kernel = await TestSetup.Compile(TestSetup.TwoModels, TestSetup.Echo(), [catalog]).KernelAsync(default);

        var answer = await kernel.InvokeAsync<string>("Words", "translate", new() { ["text"] = "tide" });

        Assert.Equal(("Words", "1.4.0", "Words in other words."), (plugin.Name, plugin.Version, plugin.Description));
        Assert.Equal("small: Translate to French: tide", answer);
        Assert.Equal("text", Assert.Single(plugin.Functions[0].Parameters.GetProperty("required").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_changed_prompt_serves_at_once_and_a_broken_one_does_not()
    {
        _directory.WithFile("Words", "echo.yaml", "template: \"One {{$text}}\"");
        using var catalog = _directory.Load();
        var setup = TestSetup.Compile(TestSetup.TwoModels, TestSetup.Echo(), [catalog]);

        _directory.WithFile("Words", "echo.yaml", "template: \"Another {{$text}}\"");
        catalog.Reload();
        Assert.Equal("big: Another a", await AskAsync(setup));

        _directory.WithFile("Words", "echo.yaml", "templat: \"Broken {{$text}}\"");
        Assert.Contains("templat", Assert.Single(catalog.Reload().Rejected).Reason, StringComparison.Ordinal);
        Assert.Equal("big: Another a", await AskAsync(setup));
    }

    [Theory]
    [InlineData("name: a\ntemplte: x", "prompt.yaml: Line 2: There is no member 'templte' here. Did you mean 'template'?")]
    [InlineData("name: a\n", "prompt.yaml: Line 1: 'template' is missing")]
    [InlineData("template: x\ntemplate_format: handlebars", "prompt.yaml: Line 2: 'template_format' is 'semantic-kernel'")]
    [InlineData("template: x\ninput_variables:\n  - name: a\n    requird: true", "prompt.yaml: Line 4: There is no member 'requird' in 'input_variables'.")]
    [InlineData("- a\n- b", "prompt.yaml: Line 1: It is not a map")]
    [InlineData("template: [unclosed", "prompt.yaml: The text is not valid YAML")]
    [InlineData("template: \"{{a.b c=d}}\"", "prompt.yaml: ")]
    [InlineData("name: not a name\ntemplate: x", "prompt.yaml: ")]
    public void What_is_wrong_is_told_with_file_line_and_member(string yaml, string reason)
    {
        using var catalog = _directory.WithFile("Words", "prompt.yaml", yaml).Load();

        Assert.Empty(catalog.Plugins);
        var problem = Assert.Single(catalog.Problems);
        Assert.StartsWith(reason, problem.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(_directory.Path, problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_prompts_of_one_name_are_a_problem()
    {
        using var catalog = _directory.WithFile("Words", "one.yaml", "name: same\ntemplate: x").WithFile("Words", "two.yaml", "name: same\ntemplate: y").Load();

        Assert.Empty(catalog.Plugins);
        Assert.Equal("Words", Assert.Single(catalog.Problems).Folder);
    }

    private static async Task<string?> AskAsync(KernelHost.Kernels.SetupSnapshot setup) =>
        await (await setup.KernelAsync(default)).InvokeAsync<string>("Words", "echo", new() { ["text"] = "a" });
}
