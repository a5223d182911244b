using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using KernelHost;
using Microsoft.SemanticKernel;

namespace Rubrics;

/// <summary>
/// Pattern 2, required: there is no rubric without a model. What goes wrong is told to the caller plainly:
/// <see cref="ModelCallException"/> when no model answered, <see cref="PluginException"/> when its answers could not be used.
/// </summary>
[Description("Drafts assessment rubrics and scores submissions with them.")]
public sealed class RubricPlugin(TimeProvider time)
{
    // A rubric is a page of text, so this is the longest of the auxiliary calls.
    private static readonly TimeSpan DraftLimit = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan ScoreLimit = TimeSpan.FromSeconds(15);

    private readonly InsistentPrompt _draft = new(RubricDraft.Template, DraftLimit, time);
    private readonly InsistentPrompt _score = new(Assessment.Template, ScoreLimit, time);

    [KernelFunction("generate_rubric")]
    [Description("Drafts a rubric for a task or assignment.")]
    [SuppressMessage("Naming", "CA1707:Identifiers should not contain underscores", Justification = "A parameter's name is its name in the JSON.")]
    public async Task<Rubric> GenerateRubricAsync(
        Kernel kernel,
        [Description("The assignment, and what matters in it.")] string prompt,
        [Description("points, percentage, holistic, single-point or checklist; the model's choice when left out.")] string? scoring_type = null,
        [Description("How many levels each criterion has, 2 to 10; the model's choice when left out.")] int? levels = null,
        CancellationToken cancellationToken = default)
    {
        RequireText("prompt", prompt);
        if (scoring_type is not null && !RubricRules.ScoringTypes.Contains(scoring_type))
            throw new PluginArgumentException("scoring_type", $"'scoring_type' must be one of {string.Join(", ", RubricRules.ScoringTypes)}, not '{scoring_type}'.");
        if (levels is < 2 or > 10)
            throw new PluginArgumentException("levels", $"'levels' must be between 2 and 10, not {levels}.");

        var draft = new RubricDraft(prompt, scoring_type, levels);
        return Stamp(await _draft.AskAsync(kernel, draft.Schema, draft.Texts, draft.Read, cancellationToken));
    }

    [KernelFunction("score_submission")]
    [Description("Scores a submission with a rubric: a level with a reason for each criterion, and the total.")]
    public Task<Score> ScoreSubmissionAsync(
        Kernel kernel,
        [Description("The rubric, in the shape generate_rubric returns.")] Rubric rubric,
        [Description("The submission's text.")] string submission,
        CancellationToken cancellationToken = default)
    {
        if (RubricRules.Problems(rubric) is [_, ..] problems)
            throw new PluginArgumentException("rubric", $"'rubric' is not valid: {string.Join("; ", problems)}.");

        RequireText("submission", submission);
        var assessment = new Assessment(rubric, submission);
        return _score.AskAsync(kernel, assessment.Schema, assessment.Texts, assessment.Read, cancellationToken);
    }

    // Who the rubric is and when it was made are the host's to say, not the model's.
    private Rubric Stamp(Rubric rubric)
    {
        var now = time.GetUtcNow();
        return rubric with
        {
            RubricId = Guid.CreateVersion7(now).ToString(),
            Metadata = rubric.Metadata with { CreatedAt = now, ModifiedAt = now },
        };
    }

    private static void RequireText(string argument, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new PluginArgumentException(argument, $"'{argument}' must not be empty.");
    }
}
