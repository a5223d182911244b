using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KernelHost.Organizations;
using KernelHost.Organizations.LlamaFarm;
using Microsoft.SemanticKernel;

namespace KernelHost.Plugins;

/// <summary>
/// A plugin without code: a folder of YAML files, one for each function, in Semantic Kernel's own schema of prompts. <c>plugin.yaml</c>, if it is there, says what the plugin is.
/// </summary>
internal static class PromptFolder
{
    private const string About = "plugin.yaml";
    private const string Unversioned = "0.0.0";

    private static readonly string[] AboutMembers = ["description", "version"];
    private static readonly string[] PromptMembers =
        ["name", "description", "template", "template_format", "input_variables", "output_variable", "execution_settings", "allow_dangerously_set_content"];

    private static readonly string[] VariableMembers = ["name", "description", "default", "is_required", "json_schema", "allow_dangerously_set_content", "sample"];

    public static bool IsOne(string folder) => Files(folder).Length > 0;

    /// <param name="world">Of the copy in <paramref name="folder"/>.</param>
    public static PluginFindings Read(string folder, PluginWorld world)
    {
        var name = Path.GetFileName(folder);
        var problems = new List<PluginProblem>();
        var prompts = Files(folder).Select(file => Try(name, file, problems, ReadPrompt)).OfType<PromptTemplateConfig>().ToImmutableArray();
        var about = File.Exists(Path.Combine(folder, About)) ? Try(name, Path.Combine(folder, About), problems, ReadAbout) : new();
        if (problems.Count > 0 || about is null)
            return new([], [.. problems]);

        try
        {
            return new([LoadedPlugin.From(name, Text(about, "version") ?? Unversioned, Text(about, "description") ?? "", prompts, world, name)], []);
        }
        catch (Exception wrong) when (IsWrong(wrong))
        {
            return PluginFindings.Nothing(name, wrong.Message);   // two functions of one name, or a plugin's name that is none
        }
    }

    private static string[] Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.yaml").Concat(Directory.EnumerateFiles(folder, "*.yml")).Where(file => Path.GetFileName(file) != About).Order(StringComparer.Ordinal)];

    private static T? Try<T>(string folder, string path, List<PluginProblem> problems, Func<string, string, T> read)
        where T : class
    {
        var file = Path.GetFileName(path);
        try
        {
            return read(file, File.ReadAllText(path));
        }
        catch (ConfigRejectedException malformed)
        {
            problems.Add(new(folder, $"{file}: {malformed.Errors[0].Message}"));   // it tells the line
        }
        catch (Exception wrong) when (IsWrong(wrong))
        {
            problems.Add(new(folder, $"{file}: {wrong.Message}"));
        }

        return null;
    }

    private static bool IsWrong(Exception exception) => exception is InvalidPluginException or ArgumentException or KernelException or JsonException or NotSupportedException or IOException;

    private static JsonObject ReadAbout(string file, string yaml) => Checked(yaml, Parse(yaml), AboutMembers, "");

    private static PromptTemplateConfig ReadPrompt(string file, string yaml)
    {
        var prompt = Checked(yaml, Parse(yaml), PromptMembers, "");
        if (Text(prompt, "template") is not { Length: > 0 })
            throw new InvalidPluginException($"Line {LineOf(yaml, "template")}: 'template' is missing: the text of the prompt.");
        if (Text(prompt, "template_format") is { } format && format != PromptTemplateConfig.SemanticKernelTemplateFormat)
            throw new InvalidPluginException($"Line {LineOf(yaml, "template_format")}: 'template_format' is '{PromptTemplateConfig.SemanticKernelTemplateFormat}', or left out.");

        foreach (var variable in prompt["input_variables"] as JsonArray ?? [])
        {
            // As text, whatever YAML makes of it.
            if (Checked(yaml, variable, VariableMembers, "input_variables") is var one && one["default"] is JsonValue given)
                one["default"] = given.ToString();
        }

        prompt["name"] ??= Path.GetFileNameWithoutExtension(file);
        var config = PromptTemplateConfig.FromJson(prompt.ToJsonString());
        KernelFunctionFactory.CreateFromPrompt(config);   // throws what is wrong with its name and template
        return config;
    }

    private static JsonNode? Parse(string yaml) => YamlReader.Read(Encoding.UTF8.GetBytes(yaml));

    private static JsonObject Checked(string yaml, JsonNode? node, string[] known, string place)
    {
        if (node is not JsonObject members)
            throw new InvalidPluginException(place.Length == 0 ? "Line 1: It is not a map of members." : $"Line {LineOf(yaml, place)}: '{place}' is a list of maps.");
        if (members.Select(member => member.Key).FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw new InvalidPluginException($"Line {LineOf(yaml, unknown)}: There is no member {NearNames.Quote(unknown)} {(place.Length == 0 ? "here" : $"in '{place}'")}.{NearNames.Hint(NearNames.To(unknown, known))}");
        return members;
    }

    private static string? Text(JsonObject members, string name) => members[name] is JsonValue value ? value.ToString() : null;

    /// <summary>Where a member is written first; 1 when it is not.</summary>
    private static int LineOf(string yaml, string member)
    {
        var lines = yaml.Split('\n');
        return 1 + Math.Max(0, Array.FindIndex(lines, line => line.TrimStart(' ', '-').StartsWith($"{member}:", StringComparison.Ordinal)));
    }
}
