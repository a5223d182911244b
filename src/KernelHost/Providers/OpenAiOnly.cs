using System.Collections.Frozen;
using KernelHost.Models;

namespace KernelHost.Providers;

/// <summary>Parameters that have a meaning at OpenAI's own servers, or those that speak its wire, and at no others.</summary>
internal static class OpenAiOnly
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        "audio", "logit_bias", "metadata", "modalities", "prediction", "prompt_cache_key", "prompt_cache_retention", "safety_identifier", "service_tier", "store", "user",
        "verbosity", "web_search_options");

    public static bool Has(string name) => Names.Contains(name);

    /// <summary>An answer that is to be spoken is none when it is written.</summary>
    public static ParameterFit Fit(ChatParameter parameter) => parameter.Name switch
    {
        "modalities" or "audio" => ParameterFit.Refused,
        "n" => ParameterFit.Refused,
        var name => Has(name) ? ParameterFit.Dropped : ParameterFit.Taken,
    };
}
