using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.SemanticKernel;

namespace KernelHost;

/// <summary>
/// A prompt with a time limit, asked of whichever of the kernel's model services the settings name. Thread-safe; make it once and keep it.
/// The texts put into the template are data: they are encoded, so nothing in them can open a message of its own.
/// </summary>
/// <param name="template">A Semantic Kernel template, usually <c>&lt;message role="…"&gt;</c> elements with <c>{{$name}}</c> where a text goes.</param>
/// <param name="limit">How long the model may take. An auxiliary call should give up long before its user does.</param>
/// <param name="time">The clock the limit is measured by.</param>
public sealed class ModelPrompt(string template, TimeSpan limit, TimeProvider time)
{
    private KernelFunction? _function;

    // Parsed when first asked: every organisation has its own plugins, and most never call them.
    private KernelFunction Function => _function ??= KernelFunctionFactory.CreateFromPrompt(template);

    /// <summary>Asks, and waits for the whole answer.</summary>
    /// <param name="kernel">The organisation's kernel, as a plugin function gets it.</param>
    /// <param name="settings">Which service to ask (<see cref="ServiceIds"/>), and how.</param>
    /// <param name="texts">What stands for each of the template's variables.</param>
    /// <param name="cancellationToken">The caller's; when it fires the call ends with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The answer, without white space around it; empty when the model said nothing.</returns>
    /// <exception cref="ModelCallException">No candidate answered, or (reason <c>timeout</c>) not within the limit.</exception>
    public async Task<string> AskAsync(
        Kernel kernel, PromptExecutionSettings settings, IReadOnlyDictionary<string, string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        using var limited = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, cancellationToken);
        try
        {
            var result = await Function.InvokeAsync(kernel, Arguments(settings, texts), either.Token);
            return result.ToString().Trim();
        }
        catch (OperationCanceledException cancelled) when (limited.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TooSlow(cancelled);
        }
    }

    /// <summary>Asks, and gives the answer as it comes. Failures before the first piece fall over as ever; a later one ends the stream.</summary>
    /// <param name="kernel">The organisation's kernel, as a plugin function gets it.</param>
    /// <param name="settings">Which service to ask (<see cref="ServiceIds"/>), and how.</param>
    /// <param name="texts">What stands for each of the template's variables.</param>
    /// <param name="cancellationToken">The caller's; when it fires the stream ends with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The pieces; none is empty. Whoever stops reading ends the model's call. The limit is for the whole answer, its reader's time included.</returns>
    /// <exception cref="ModelCallException">No candidate answered, the stream broke, or (reason <c>timeout</c>) the answer was not whole within the limit.</exception>
    public async IAsyncEnumerable<string> StreamAsync(
        Kernel kernel, PromptExecutionSettings settings, IReadOnlyDictionary<string, string> texts, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        using var limited = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, cancellationToken);
        await using var pieces = Function.InvokeStreamingAsync<string>(kernel, Arguments(settings, texts), either.Token).GetAsyncEnumerator(either.Token);
        while (await NextAsync())
        {
            if (pieces.Current is { Length: > 0 } piece)
                yield return piece;
        }

        // A yield cannot stand inside the try.
        async ValueTask<bool> NextAsync()
        {
            try
            {
                return await pieces.MoveNextAsync();
            }
            catch (OperationCanceledException cancelled) when (limited.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw TooSlow(cancelled);
            }
        }
    }

    private ModelCallException TooSlow(OperationCanceledException cancelled) => new($"The model did not answer within {limit.TotalSeconds:0.#} s.", "timeout", cancelled);

    private static KernelArguments Arguments(PromptExecutionSettings settings, IReadOnlyDictionary<string, string> texts)
    {
        var arguments = new KernelArguments(settings);
        foreach (var (name, text) in texts)
            arguments[name] = WithoutControls(text);
        return arguments;
    }

    // A chat prompt is read as XML, which has no way to write a control character: one of them would turn the messages into plain text.
    private static string WithoutControls(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(rune.Value is (>= ' ' and not (0xFFFE or 0xFFFF)) or '\n' or '\r' or '\t' ? rune.ToString() : " ");
        return clean.ToString();
    }
}
