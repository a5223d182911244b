namespace KernelHost.Organizations;

/// <summary>What makes a well-shaped config unacceptable (contract, section 2). Pure; finds every error, not the first.</summary>
internal static class ConfigRules
{
    private static readonly string[] PromptRoles = ["system", "developer", "user", "assistant"];

    public static IEnumerable<ConfigProblem> Check(OrgConfig config) =>
    [
        .. Version(config),
        .. MoreThanOne(config.Setups.Where(pair => pair.Value.IsDefault).Select(pair => $"{JsonPath.Member("$.setups", pair.Key)}.is_default"), "Only one setup can be the default."),
        .. config.Setups.SelectMany(pair => CheckSetup(JsonPath.Member("$.setups", pair.Key), pair.Key, pair.Value)),
        .. Limits(config.Limits?.Usage),
        .. Rate(config.Limits?.Rate),
    ];

    private static IEnumerable<ConfigProblem> CheckSetup(string path, string name, Setup setup) =>
        ConfigSize.Check(path, setup).ToArray() is { Length: > 0 } tooMuch ? tooMuch : CheckParts(path, name, setup);

    private static IEnumerable<ConfigProblem> CheckParts(string path, string name, Setup setup) =>
    [
        .. ConfigNames.IsName(name) ? [] : Error(path, "invalid_name", $"A setup's name is {ConfigNames.Rule}."),
        .. setup.Providers.SelectMany(pair => ProviderRules.Check(JsonPath.Member(path + ".providers", pair.Key), pair.Key, pair.Value)),
        .. NamedModelRules.Check(path, setup),
        .. RoutePolicyRules.Check(path, setup),
        .. ModelParameters.Check($"{path}.global_default_model.model_api_parameters", setup.GlobalDefaultModel?.ModelApiParameters),
        .. ModelParameters.Check($"{path}.small_fast_model.model_api_parameters", setup.SmallFastModel?.ModelApiParameters),
        .. Duplicates(setup.Prompts.Select(prompt => prompt.Name), $"{path}.prompts"),
        .. setup.Prompts.SelectMany((prompt, index) => prompt.Messages.SelectMany((message, at) => PromptRole($"{path}.prompts[{index}].messages[{at}].role", message.Role))),
        .. Duplicates((setup.Mcp?.Servers ?? []).Select(server => server.Name), $"{path}.mcp.servers"),
        .. (setup.Mcp?.Servers ?? []).SelectMany((server, index) => McpServerRules.Check($"{path}.mcp.servers[{index}]", server)),
        .. PluginRules.Check($"{path}.plugins", setup),
        .. setup.Fallback.Triggers.SelectMany((trigger, index) => Trigger($"{path}.fallback.triggers[{index}]", trigger)),
        .. setup.KnowledgeBase?.ServerUrl is { Length: > 0 } url ? ConfigNames.CheckUrl($"{path}.knowledge_base.server_url", url) : [],
        .. ConfigNames.CheckSecret($"{path}.knowledge_base.api_token", setup.KnowledgeBase?.ApiToken),
    ];

    internal static IEnumerable<ConfigProblem> Error(string path, string code, string message) => [new(path, code, message)];

    /// <summary>One error for each item whose name an earlier item has.</summary>
    internal static IEnumerable<ConfigProblem> Duplicates(IEnumerable<string> names, string path, string code = "duplicate_name")
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. names.Select((name, index) => (name, index)).Where(item => !seen.Add(item.name))
            .Select(item => new ConfigProblem($"{path}[{item.index}]", code, $"\"{item.name}\" occurs twice."))];
    }

    internal static IEnumerable<ConfigProblem> MoreThanOne(IEnumerable<string> paths, string message) =>
        paths.Order(StringComparer.Ordinal).Skip(1).Select(path => new ConfigProblem(path, "duplicate_default", message));

    private static IEnumerable<ConfigProblem> Version(OrgConfig config) => config.Version.Split('.')[0] == "1"
        ? []
        : Error("$.version", "unsupported_version", $"This host reads configurations of version {OrgConfig.CurrentVersion}.");

    private static IEnumerable<ConfigProblem> Trigger(string path, string trigger) => FallbackSettings.AllTriggers.Contains(trigger)
        ? []
        : Error(path, "unknown_trigger", $"\"{trigger}\" is not a trigger. {ConfigNames.Choose(trigger, FallbackSettings.AllTriggers)}");

    private static IEnumerable<ConfigProblem> PromptRole(string path, string role) => PromptRoles.Contains(role)
        ? []
        : Error(path, "unknown_role", $"\"{role}\" is not a role of a message. {ConfigNames.Choose(role, PromptRoles)}");

    private static IEnumerable<ConfigProblem> Limits(UsageLimits? usage) =>
        new (string Name, double? Value)[]
        {
            ("tokens_per_month", usage?.TokensPerMonth), ("max_assistants", usage?.MaxAssistants),
            ("max_assistants_per_user", usage?.MaxAssistantsPerUser), ("storage_gb", usage?.StorageGb),
        }
        .Where(limit => limit.Value is < 0 or double.PositiveInfinity)
        .Select(limit => new ConfigProblem($"$.limits.usage.{limit.Name}", "out_of_range", "A limit is a finite number and not negative."));

    private static IEnumerable<ConfigProblem> Rate(RateLimits? rate) =>
        new (string Name, int? Value)[] { ("requests_per_minute", rate?.RequestsPerMinute), ("concurrent_requests", rate?.ConcurrentRequests) }
        .Where(limit => limit.Value <= 0)
        .Select(limit => new ConfigProblem($"$.limits.rate.{limit.Name}", "out_of_range", "A rate limit is at least 1; leave it out for no limit."));
}
