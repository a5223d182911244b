using System.Collections.Immutable;
using System.Text.Json;

namespace KernelHost.Organizations;

/// <summary>What a setup's named models must be like, among themselves and beside its other defaults.</summary>
internal static class NamedModelRules
{
    private static readonly string[] Reserved = ["model", "messages", "stream", "stream_options"];

    public static IEnumerable<ConfigProblem> Check(string setupPath, Setup setup)
    {
        var path = $"{setupPath}.models";
        return
        [
            .. ConfigRules.Duplicates(setup.Models.Select(model => model.Name), path),
            .. ConfigRules.MoreThanOne(setup.Models.Select((model, index) => (model, index)).Where(item => item.model.Default)
                .Select(item => $"{path}[{item.index}].default"), "Only one named model can be the default."),
            .. OtherDefault(setupPath, setup),
            .. setup.Models.SelectMany((model, index) => One($"{path}[{index}]", model, setup)),
        ];
    }

    private static IEnumerable<ConfigProblem> One(string path, NamedModel model, Setup setup) =>
    [
        .. ConfigNames.IsFreeModelName(model.Name, model.Default) ? [] : ConfigRules.Error($"{path}.name", "invalid_name",
            "A named model's name is not empty, not \"small-fast\" or \"assistant/…\", not \"default\" unless it is the default, and has no blanks around it."),
        .. setup.Providers.TryGet(model.Provider, out _) ? [] : ConfigRules.Error($"{path}.provider", "unknown_provider",
            $"This setup has no provider \"{model.Provider}\". {ConfigNames.Choose(model.Provider, setup.Providers.Select(pair => pair.Key))}"),
        .. Missing(model.PromptNames, setup.Prompts.Select(prompt => prompt.Name), model.Prompts is null ? $"{path}.prompt" : $"{path}.prompts", "unknown_prompt"),
        .. Missing(model.McpServers ?? [], (setup.Mcp?.Servers ?? []).Select(server => server.Name), $"{path}.mcp_servers", "unknown_mcp_server"),
        .. model.Unknown?.ContainsKey("api_key") is true ? ConfigRules.Error($"{path}.api_key", "misplaced_secret",
            "A named model has no key of its own, and this one would be readable: give it to its provider.") : [],
        .. (model.ExtraBody?.Keys ?? []).Where(Reserved.Contains).SelectMany(name => ConfigRules.Error(JsonPath.Member($"{path}.extra_body", name), "reserved_member",
            $"\"{name}\" is the request's own and cannot be set here.")),
        .. ContextWindowMember.Check(path, model.Unknown),
        .. ModelParameters.Check($"{path}.extra_body", model.ExtraBody),
        .. ModelParameters.Check($"{path}.model_api_parameters", model.ModelApiParameters),
    ];

    private static IEnumerable<ConfigProblem> Missing(ImmutableArray<string> wanted, IEnumerable<string> there, string path, string code) =>
        wanted.IsEmpty ? [] : wanted.Except(there, StringComparer.Ordinal).Select(name => new ConfigProblem(path, code, $"This setup has no \"{name}\". {ConfigNames.Choose(name, there)}"));

    /// <summary>Both <c>default: true</c> and another default: neither can be guessed to be the one meant.</summary>
    private static IEnumerable<ConfigProblem> OtherDefault(string setupPath, Setup setup)
    {
        if (setup.Models.FirstOrDefault(model => model.Default) is not { } chosen)
        {
            return [];
        }

        ModelReference reference = new(chosen.Provider, chosen.Model);
        var global = setup.GlobalDefaultModel is { IsEmpty: false } other && other != reference;
        var named = DefaultModelName(setup) is { Length: > 0 } name && name != chosen.Name;
        return
        [
            .. global ? Conflict($"{setupPath}.global_default_model", chosen.Name) : [],
            .. named ? Conflict($"{setupPath}.default_model", chosen.Name) : [],
        ];
    }

    // LlamaFarm's files name the default beside the list; this host keeps the member but knows what it would mean.
    private static string? DefaultModelName(Setup setup) =>
        setup.Unknown?.TryGetValue("default_model", out var member) == true && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private static IEnumerable<ConfigProblem> Conflict(string path, string name) =>
        ConfigRules.Error(path, "conflicting_default", $"The named model \"{name}\" has \"default\": true, and this names another default.");
}
