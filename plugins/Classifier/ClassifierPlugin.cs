using System.ComponentModel;
using KernelHost;
using Microsoft.SemanticKernel;

namespace Classifier;

/// <summary>
/// Pattern 3, fall back to default: the caller needs an answer of a fixed shape. The small-fast model is asked first,
/// then the default one, and a plain rule has the last word, so there is always an answer.
/// </summary>
[Description("Sorts texts: into given labels, by intent, or by whether a picture is wanted.")]
public sealed class ClassifierPlugin(TimeProvider time, ISmallFastModel smallFast)
{
    private readonly LabelQuestion _question = new(time);

    [KernelFunction("classify")]
    [Description("Chooses the label that fits a text best. Always one of the labels, even when no model answers.")]
    public async Task<Classification> ClassifyAsync(
        Kernel kernel,
        [Description("The text to classify.")] string text,
        [Description("The labels to choose from.")] IReadOnlyList<string> labels,
        [Description("What the labels mean, or how to choose.")] string? instructions = null,
        CancellationToken cancellationToken = default)
    {
        var task = new LabelTask(text, labels, instructions).Checked("text", "labels");
        var verdict = await ChooseAsync(kernel, task, reason => WordRule.Choose(labels, text, reason), cancellationToken);
        return new() { Label = verdict.Label, Confidence = verdict.Confidence, Reason = verdict.Reason };
    }

    [KernelFunction("detect_intent")]
    [Description("Chooses what the writer of a message wants, from a list of intents.")]
    public async Task<DetectedIntent> DetectIntentAsync(
        Kernel kernel,
        [Description("The message.")] string message,
        [Description("The intents to choose from.")] IReadOnlyList<string> intents,
        CancellationToken cancellationToken = default)
    {
        var task = new LabelTask(message, intents, "What does the writer of the text want? Each label is an intent.").Checked("message", "intents");
        var verdict = await ChooseAsync(kernel, task, reason => WordRule.Choose(intents, message, reason), cancellationToken);
        return new() { Intent = verdict.Label, Confidence = verdict.Confidence, Reason = verdict.Reason };
    }

    [KernelFunction("detect_image_request")]
    [Description("Tells whether a message asks for a picture to be made.")]
    public async Task<ImageRequest> DetectImageRequestAsync(
        Kernel kernel,
        [Description("The message.")] string message,
        CancellationToken cancellationToken = default)
    {
        var task = new LabelTask(message, PictureQuestion.Labels, PictureQuestion.Instructions).Checked("message", "labels");
        var verdict = await ChooseAsync(kernel, task, reason => PictureRule.Choose(message, reason), cancellationToken);
        return new() { IsImageRequest = verdict.Label == PictureQuestion.Yes, Confidence = verdict.Confidence, Reason = verdict.Reason };
    }

    private async Task<Verdict> ChooseAsync(Kernel kernel, LabelTask task, Func<string, Verdict> rule, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        foreach (var serviceId in Services())
        {
            try
            {
                var (label, confidence) = await _question.AskAsync(kernel, serviceId, task, cancellationToken);
                return new(label, confidence, failures is [] ? null : $"{string.Join(", ", failures)}; chosen by the {serviceId} model");
            }
            catch (ModelCallException failure)
            {
                failures.Add($"{serviceId}: {failure.Reason}");
            }
        }

        return rule($"{string.Join(", ", failures)}; chosen by the rule");
    }

    // Without a small-fast model that service is the default model already: asking it twice would fail twice.
    private IEnumerable<string> Services() => smallFast.IsConfigured ? [ServiceIds.SmallFast, ServiceIds.Default] : [ServiceIds.SmallFast];
}
