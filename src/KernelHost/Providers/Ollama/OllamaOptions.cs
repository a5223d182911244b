using System.Collections.Frozen;
using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Ollama;

/// <summary>Ollama keeps a model's parameters in an object of their own; this knows which ones belong there.</summary>
internal static class OllamaOptions
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        "draft_num_predict", "frequency_penalty", "low_vram", "main_gpu", "min_p", "mirostat", "mirostat_eta", "mirostat_tau", "num_batch", "num_ctx", "num_gpu",
        "num_keep", "num_predict", "num_thread", "numa", "penalize_newline", "presence_penalty", "repeat_last_n", "repeat_penalty", "seed", "stop",
        "temperature", "tfs_z", "top_k", "top_p", "typical_p", "use_mlock", "use_mmap", "vocab_only");

    public static bool Has(string name) => Names.Contains(name);

    public static void Write(Utf8JsonWriter writer, ChatOptions options)
    {
        writer.WriteStartObject("options");
        writer.WriteOptional("temperature", options.Temperature);
        writer.WriteOptional("top_p", options.TopP);
        writer.WriteOptional("top_k", options.TopK);
        writer.WriteOptional("num_predict", options.MaxOutputTokens);
        writer.WriteOptional("seed", options.Seed);
        writer.WriteOptional("frequency_penalty", options.FrequencyPenalty);
        writer.WriteOptional("presence_penalty", options.PresencePenalty);
        if (options.StopSequences is { Count: > 0 } stop)
            writer.WriteMember("stop", stop);
        WriteFurther(writer, options);
        writer.WriteEndObject();
    }

    // Options by name, then those of an "options" object the caller wrote in Ollama's own way.
    private static void WriteFurther(Utf8JsonWriter writer, ChatOptions options)
    {
        var named = options.AdditionalProperties?.Where(property => Has(property.Key)).ToArray() ?? [];
        writer.WriteMembers(named, name => IsTaken(name, options));

        var theirs = options.AdditionalProperties?.GetValueOrDefault("options") is JsonElement { ValueKind: JsonValueKind.Object } element
            ? element.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, (object?)member.Value))
            : [];
        writer.WriteMembers(theirs, name => IsTaken(name, options) || Array.Exists(named, property => property.Key == name));
    }

    private static bool IsTaken(string name, ChatOptions options) => name switch
    {
        "temperature" => options.Temperature is not null,
        "top_p" => options.TopP is not null,
        "top_k" => options.TopK is not null,
        "num_predict" => options.MaxOutputTokens is not null,
        "seed" => options.Seed is not null,
        "frequency_penalty" => options.FrequencyPenalty is not null,
        "presence_penalty" => options.PresencePenalty is not null,
        "stop" => options.StopSequences is { Count: > 0 },
        _ => false,
    };
}
