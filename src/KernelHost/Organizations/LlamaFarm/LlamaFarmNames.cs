using System.Collections.Frozen;

namespace KernelHost.Organizations.LlamaFarm;

/// <summary>The members of a <c>llamafarm.yaml</c> that have a counterpart here; all others are kept for it.</summary>
internal static class LlamaFarmNames
{
    public const string Version = "v1";

    /// <summary>In a file: what LlamaFarm has no word for. Its readers pass over it.</summary>
    public const string Extension = "x-kernelhost";

    /// <summary>In a setup: what of a file this host has no use for.</summary>
    public const string Kept = "llamafarm";

    public static FrozenSet<string> File { get; } = FrozenSet.Create(StringComparer.Ordinal, "version", "name", "namespace", "runtime", "prompts", "mcp", Extension);

    /// <summary>Of a model's entry. In the older form, with one model only, they stand in <c>runtime</c> itself.</summary>
    public static FrozenSet<string> Model { get; } = FrozenSet.Create(StringComparer.Ordinal,
        "name", "description", "provider", "model", "base_url", "api_key", "default", "prompt", "prompts", "model_api_parameters", "extra_body", "mcp_servers");

    /// <summary>What a model has beside the members of a named model: it becomes its provider's.</summary>
    public static FrozenSet<string> Server { get; } = FrozenSet.Create(StringComparer.Ordinal, "base_url", "api_key");
}
