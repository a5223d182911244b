using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using KernelHost.Plugins;
using KernelHost.Routing;
using Microsoft.SemanticKernel;

namespace KernelHost.Assistants;

/// <summary>Takes an assistant's steps, by the organisation's <c>Classifier</c> plugin, which asks the small-fast model. A step that cannot be taken changes nothing. Thread-safe.</summary>
internal sealed class StepRunner(PluginInvoker invoker)
{
    private const string Plugin = "Classifier";
    private const string Function = "classify";

    /// <returns>The assistant as the branches make it, and what each step found.</returns>
    public async Task<(Assistant Assistant, ImmutableArray<StepReport> Steps)> TakeAsync(Kernel kernel, Assistant assistant, string message, CancellationToken cancellationToken)
    {
        var (branched, reports) = (assistant, ImmutableArray.CreateBuilder<StepReport>(assistant.Steps.Length));
        foreach (var step in assistant.Steps)
        {
            var report = await TakeAsync(kernel, step, message, cancellationToken);
            reports.Add(report);
            if (report.Label is { } label && step.Branches.TryGetValue(label, out var branch))
            {
                branched = branch.ApplyTo(branched);
            }
        }

        return (branched, reports.DrainToImmutable());
    }

    private async Task<StepReport> TakeAsync(Kernel kernel, AssistantStep step, string message, CancellationToken cancellationToken)
    {
        var arguments = new Dictionary<string, JsonElement>
        {
            ["text"] = JsonSerializer.SerializeToElement(message, StepJson.Default.String),
            ["labels"] = JsonSerializer.SerializeToElement(step.Labels, StepJson.Default.ImmutableArrayString),
        };
        if (step.Instructions is { } instructions)
        {
            arguments["instructions"] = JsonSerializer.SerializeToElement(instructions, StepJson.Default.String);
        }

        try
        {
            var answer = (await invoker.InvokeAsync(kernel, Plugin, Function, arguments, cancellationToken)).Deserialize(StepJson.Default.StepAnswer);
            return answer is null || answer.Confidence < step.MinConfidence
                ? new(step.Name, null, answer?.Confidence, "not_confident")
                : new(step.Name, answer.Label, answer.Confidence, answer.Reason);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            return new(step.Name, null, null, failure is PluginNotFoundException or FunctionNotFoundException ? "plugin_not_found" : "plugin_failed");
        }
    }
}

internal sealed record StepAnswer(string Label, double Confidence, string? Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(ImmutableArray<string>))]
[JsonSerializable(typeof(StepAnswer))]
internal sealed partial class StepJson : JsonSerializerContext;
