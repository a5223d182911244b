using System.Runtime.Loader;
using KernelHost.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace KernelHost.Tests.Plugins;

public class PluginCatalogTests
{
    [Fact]
    public void The_plugins_of_the_repository_are_found_beside_the_program()
    {
        var plugins = PluginDirectory.Load(path: null).Plugins.ToDictionary(plugin => plugin.Name);

        Assert.Equal(["expand_query", "rewrite_query"], plugins["QueryRewriting"].Functions.Select(function => function.Name));
        Assert.Equal(["classify", "detect_image_request", "detect_intent"], plugins["Classifier"].Functions.Select(function => function.Name));
        Assert.Equal(["generate_rubric", "modify_rubric", "propose_rubric", "score_submission"], plugins["Rubric"].Functions.Select(function => function.Name));
        Assert.All(["QueryRewriting", "Classifier", "Rubric"], name => Assert.NotEmpty(plugins[name].Description));
    }

    [Fact]
    public void A_plugin_is_described_by_its_class_and_its_assembly()
    {
        using var directory = new PluginDirectory().With("Sample");

        var plugin = Assert.Single(directory.Load().Plugins, plugin => plugin.Name == "Sample");

        Assert.Equal("1.2.3-beta", plugin.Version);
        Assert.Equal("Does a little of everything.", plugin.Description);
    }

    [Fact]
    public void A_function_is_described_with_schemas_of_what_it_takes_and_returns()
    {
        using var directory = new PluginDirectory().With("Sample");
        var functions = directory.Load().Find("sample")!.Functions.ToDictionary(function => function.Name);

        var add = functions["add"];
        Assert.Equal("Adds two numbers.", add.Description);
        Assert.Equal("a", Assert.Single(add.Parameters.GetProperty("required").EnumerateArray()).GetString());
        Assert.Equal("integer", add.Parameters.GetProperty("properties").GetProperty("b").GetProperty("type").GetString());
        Assert.Equal("integer", add.Returns?.GetProperty("type").GetString());
        Assert.Null(functions["forget"].Returns);
        Assert.Equal("What it shows.", functions["paint"].Returns?.GetProperty("properties").GetProperty("title").GetProperty("description").GetString());
    }

    [Fact]
    public void A_folder_without_its_assembly_is_a_problem()
    {
        using var directory = new PluginDirectory().WithFile("Empty", "readme.txt", "nothing here");

        AssertProblem(directory, "Empty", "There is no Empty.dll");
    }

    [Fact]
    public void A_file_that_is_no_assembly_is_a_problem()
    {
        using var directory = new PluginDirectory().WithFile("Junk", "Junk.dll", "not an assembly");

        AssertProblem(directory, "Junk", "cannot be loaded");
    }

    [Fact]
    public void An_assembly_outside_a_folder_of_its_own_is_a_problem()
    {
        using var directory = new PluginDirectory().WithFile(".", "Loose.dll", "no matter what");

        AssertProblem(directory, "Loose.dll", "Loose/Loose.dll");
    }

    [Fact]
    public void An_assembly_without_functions_is_a_problem()
    {
        using var directory = new PluginDirectory().With("SampleDependency");

        AssertProblem(directory, "SampleDependency", "no public class with a [KernelFunction] method");
    }

    [Fact]
    public void A_missing_library_is_a_problem_that_names_it()
    {
        using var directory = new PluginDirectory().With("Sample").Without("Sample", "SampleDependency.dll");

        AssertProblem(directory, "Sample", "SampleDependency");
    }

    [Theory]
    [InlineData("WantsTooMuchPlugin: Its constructor asks for HttpClient http; the host offers ISmallFastModel, IOrganizationContext, IKnowledgeSearch, ILoggerFactory, TimeProvider, ILogger<T> and IOptions<T>.")]
    [InlineData("TwoWaysPlugin: It needs exactly one public constructor.")]
    [InlineData("MisnamedPlugin: ")]
    [InlineData("TwinsPlugin: ")]
    [InlineData("CollidingPlugin: ")]
    [InlineData("ÜberPlugin: ")]
    public void A_class_that_breaks_a_rule_is_a_problem_and_the_others_are_loaded(string reason)
    {
        using var directory = new PluginDirectory().With("Wrong");

        var catalog = directory.Load();

        Assert.Single(catalog.Problems, problem => problem.Folder == "Wrong" && problem.Reason.StartsWith(reason, StringComparison.Ordinal));
        Assert.Equal(["Fine", "Sample", "Stillborn"], catalog.Plugins.Select(plugin => plugin.Name));
    }

    [Fact]
    public void Of_two_plugins_with_one_name_the_first_folders_wins()
    {
        using var directory = new PluginDirectory().With("Sample").With("Wrong");

        var catalog = directory.Load();

        Assert.Contains(catalog.Find("Sample")!.Functions, function => function.Name == "who");
        Assert.Single(catalog.Problems, problem => problem is { Folder: "Wrong", Reason: "A plugin named 'Sample' is there already, from 'Sample'." });
    }

    [Fact]
    public void A_plugin_whose_constructor_throws_is_missing_from_the_kernel_and_the_others_are_there()
    {
        using var directory = new PluginDirectory().With("Wrong");

        var made = directory.Load().CreateFor(PluginDirectory.Scope, new ServiceCollection().BuildServiceProvider()).Select(plugin => plugin.Name);

        Assert.Equal(["Fine", "Sample"], made);
    }

    [Fact]
    public void A_configured_folder_that_is_not_there_is_a_problem() =>
        Assert.Equal("/no/such/folder", Assert.Single(PluginDirectory.Load("/no/such/folder").Problems).Folder);

    [Fact]
    public void A_plugins_own_libraries_stay_out_of_the_hosts_context()
    {
        using var directory = new PluginDirectory().With("Sample");

        Assert.NotNull(directory.Load().Find("Greeter"));
        Assert.DoesNotContain(AssemblyLoadContext.Default.Assemblies, assembly => assembly.GetName().Name == "SampleDependency");
    }

    [Fact]
    public async Task A_library_is_found_long_after_its_plugin_was_loaded()
    {
        using var directory = new PluginDirectory().With("Wrong");
        var catalog = directory.Load();
        GC.Collect();
        GC.WaitForPendingFinalizers();

        var fine = catalog.CreateFor(PluginDirectory.Scope, new ServiceCollection().BuildServiceProvider()).First(plugin => plugin.Name == "Fine");
        var answer = await fine["greet"].InvokeAsync(new Kernel(), new() { ["name"] = "Ada" });

        Assert.Equal("Hello, Ada!", answer.ToString());
    }

    [Fact]
    public void A_copy_of_the_contract_beside_a_plugin_is_ignored()
    {
        using var directory = new PluginDirectory().With("Sample");
        foreach (var name in new[] { "KernelHost.Abstractions.dll", "KernelHost.SemanticKernel.dll" })
            File.Copy(Path.Combine(AppContext.BaseDirectory, name), Path.Combine(directory.Path, "Sample", name));

        Assert.Empty(directory.Load().Problems);
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("02:00:00")]
    public void A_time_limit_out_of_bounds_stops_the_start(string timeout)
    {
        var result = new PluginsOptionsValidator().Validate(null, new() { Timeout = TimeSpan.Parse(timeout, null) });

        Assert.True(result.Failed);
    }

    private static void AssertProblem(PluginDirectory directory, string folder, string reason)
    {
        var catalog = directory.Load();

        Assert.Empty(catalog.Plugins);
        var problem = Assert.Single(catalog.Problems);
        Assert.Equal(folder, problem.Folder);
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
    }
}
