using System.Collections.Immutable;

namespace KernelHost.Organizations;

/// <summary>What the system organisation starts with when the environment says nothing: everything runs, with no key and no server.</summary>
internal static class SystemBaseline
{
    public const string Chat = "extractive";
    public const string SmallFast = "extractive-mini";
    public const string Embedding = "hash-embedding";

    public static OrgConfig Config { get; } = Of(new Setup
    {
        Name = "Default Setup",
        IsDefault = true,
        GlobalDefaultModel = new(ProviderKinds.Embedded, Chat),
        SmallFastModel = new(ProviderKinds.Embedded, SmallFast),
        DefaultModelsByType = ImmutableDictionary<ModelType, ModelReference>.Empty.Add(ModelType.Embedding, new(ProviderKinds.Embedded, Embedding)),
        Providers = ProviderList.Empty.With(ProviderKinds.Embedded, new()
        {
            DefaultModel = Chat,
            Models = [new(Chat, ModelType.Llm), new(SmallFast, ModelType.Llm), new(Embedding, ModelType.Embedding)],
        }),
    });

    public static OrgConfig Empty { get; } = Of(new Setup { Name = "Default Setup", IsDefault = true });

    /// <summary>Whether nobody changed it since it was made.</summary>
    public static bool IsUntouched(OrgConfig config) => ConfigDiff.Between(Config, config).IsEmpty;

    private static OrgConfig Of(Setup setup) => new() { Setups = ImmutableDictionary<string, Setup>.Empty.Add(OrgConfig.DefaultSetupName, setup) };
}
