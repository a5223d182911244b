using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using KernelHost;
using KernelHost.Rubrics;
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
    private readonly InsistentPrompt _change = new(RubricChange.Template, DraftLimit, time);
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
        return (await ProposeAsync(kernel, prompt, scoring_type, levels, cancellationToken)).Rubric;
    }

    [KernelFunction("propose_rubric")]
    [Description("Drafts a rubric for a task or assignment, and explains it.")]
    [SuppressMessage("Naming", "CA1707:Identifiers should not contain underscores", Justification = "A parameter's name is its name in the JSON.")]
    public async Task<RubricProposal> ProposeRubricAsync(
        Kernel kernel,
        [Description("The assignment, and what matters in it.")] string prompt,
        [Description("points, percentage, holistic, single-point or checklist; the model's choice when left out.")] string? scoring_type = null,
        [Description("How many levels each criterion has, 2 to 10; the model's choice when left out.")] int? levels = null,
        CancellationToken cancellationToken = default) => await ProposeAsync(kernel, prompt, scoring_type, levels, cancellationToken);

    [KernelFunction("modify_rubric")]
    [Description("Changes a rubric as an instruction asks, and explains what was changed.")]
    public async Task<RubricProposal> ModifyRubricAsync(
        Kernel kernel,
        [Description("The rubric, in the shape generate_rubric returns.")] Rubric rubric,
        [Description("What is to be different.")] string instruction,
        CancellationToken cancellationToken = default)
    {
        RequireValid(rubric);
        RequireText("instruction", instruction);
        var change = new RubricChange(rubric, instruction);
        var draft = new RubricDraft(instruction, null, null);
        var changed = await _change.AskAsync(kernel, draft.Schema, change.Texts, draft.Read, cancellationToken);
        var metadata = changed.Rubric.Metadata with { CreatedAt = rubric.Metadata.CreatedAt, ModifiedAt = time.GetUtcNow() };
        return changed with { Rubric = changed.Rubric with { RubricId = rubric.RubricId, Metadata = metadata } };
    }

    [KernelFunction("score_submission")]
    [Description("Scores a submission with a rubric: a level with a reason for each criterion, and the total.")]
    public Task<RubricScore> ScoreSubmissionAsync(
        Kernel kernel,
        [Description("The rubric, in the shape generate_rubric returns.")] Rubric rubric,
        [Description("The submission's text.")] string submission,
        CancellationToken cancellationToken = default)
    {
        RequireValid(rubric);
        RequireText("submission", submission);
        var assessment = new Assessment(rubric, submission);
        return _score.AskAsync(kernel, assessment.Schema, assessment.Texts, assessment.Read, cancellationToken);
    }

    private async Task<RubricProposal> ProposeAsync(Kernel kernel, string prompt, string? scoringType, int? levels, CancellationToken cancellationToken)
    {
        RequireText("prompt", prompt);
        if (scoringType is not null && !RubricRules.ScoringTypes.Contains(scoringType))
            throw new PluginArgumentException("scoring_type", $"'scoring_type' must be one of {string.Join(", ", RubricRules.ScoringTypes)}, not '{scoringType}'.");
        if (levels is < 2 or > 10)
            throw new PluginArgumentException("levels", $"'levels' must be between 2 and 10, not {levels}.");

        var draft = new RubricDraft(prompt, scoringType, levels);
        var proposal = await _draft.AskAsync(kernel, draft.Schema, draft.Texts, draft.Read, cancellationToken);
        return proposal with { Rubric = Stamp(proposal.Rubric) };
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

    private static void RequireValid(Rubric rubric)
    {
        if (RubricRules.Problems(rubric) is [_, ..] problems)
            throw new PluginArgumentException("rubric", $"'rubric' is not valid: {string.Join("; ", problems)}.");
    }

    private static void RequireText(string argument, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new PluginArgumentException(argument, $"'{argument}' must not be empty.");
    }
}
