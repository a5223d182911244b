using System.Text.Json;
using KernelHost.Kernels;
using KernelHost.Plugins;

namespace KernelHost.Rubrics;

/// <summary>What the Rubric plugin of an organisation's kernel does with rubrics. The caller has begun the call's scope. Thread-safe.</summary>
public sealed class RubricAssistant(PluginInvoker invoker)
{
    private const string Plugin = "Rubric";

    /// <summary>Drafts a rubric.</summary>
    /// <param name="scoringType">One of <see cref="RubricRules.ScoringTypes"/>; null = the model's choice.</param>
    /// <param name="levels">Of each criterion; null = the model's choice.</param>
    /// <exception cref="PluginArgumentException">By the function's names: <c>prompt</c>, <c>scoring_type</c>, <c>levels</c>.</exception>
    /// <exception cref="ModelCallException">No model answered.</exception>
    /// <exception cref="PluginFailedException">Its answers could not be used.</exception>
    public Task<RubricProposal> GenerateAsync(SetupSnapshot setup, string topic, string? scoringType, int? levels, CancellationToken cancellationToken) =>
        CallAsync<RubricProposal>(setup, "propose_rubric", new() { ["prompt"] = Json(topic), ["scoring_type"] = Json(scoringType), ["levels"] = Json(levels) }, cancellationToken);

    /// <summary>Changes a rubric as an instruction asks; nothing is stored.</summary>
    /// <inheritdoc cref="GenerateAsync"/>
    public Task<RubricProposal> ModifyAsync(SetupSnapshot setup, Rubric rubric, string instruction, CancellationToken cancellationToken) =>
        CallAsync<RubricProposal>(setup, "modify_rubric", new() { ["rubric"] = Json(rubric), ["instruction"] = Json(instruction) }, cancellationToken);

    /// <summary>Scores a submission; nothing is stored.</summary>
    /// <inheritdoc cref="GenerateAsync"/>
    public Task<RubricScore> ScoreAsync(SetupSnapshot setup, Rubric rubric, string submission, CancellationToken cancellationToken) =>
        CallAsync<RubricScore>(setup, "score_submission", new() { ["rubric"] = Json(rubric), ["submission"] = Json(submission) }, cancellationToken);

    private async Task<T> CallAsync<T>(SetupSnapshot setup, string function, Dictionary<string, JsonElement> arguments, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(setup);
        var kernel = await setup.KernelAsync(cancellationToken);
        var result = await invoker.InvokeAsync(kernel, Plugin, function, arguments, cancellationToken);
        return PluginJson.Read(result, typeof(T)) as T ?? throw new PluginFailedException(Plugin, function, $"The function '{Plugin}.{function}' gave nothing.");
    }

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value);
}
