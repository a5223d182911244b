using System.Text.Json;
using KernelHost;
using Microsoft.SemanticKernel;

namespace Rubrics;

/// <summary>Asks for JSON; asks once more, strictly, naming what was wrong; then gives up with the raw answer.</summary>
internal sealed class InsistentPrompt(string template, TimeSpan limit, TimeProvider time)
{
    private const int LongestRawAnswer = 4000;

    private const string Correction =
        """
        <message role="assistant">{{$answer}}</message>
        <message role="user">That answer cannot be used: {{$problems}}. Answer again with the whole corrected JSON object, following every rule, and nothing else: no explanation, no code fence.</message>
        """;

    private readonly ModelPrompt _first = new(template, limit, time);
    private readonly ModelPrompt _again = new($"{template}\n{Correction}", limit, time);

    /// <param name="read">Turns an answer into a result or the problems with it.</param>
    /// <exception cref="PluginException">The second answer was no better.</exception>
    public async Task<T> AskAsync<T>(
        Kernel kernel, JsonElement schema, Dictionary<string, string> texts, Func<string, Reading<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        var answer = await _first.AskAsync(kernel, Settings(schema), texts, cancellationToken);
        var reading = read(answer);
        if (reading.Value is { } atOnce)
            return atOnce;

        var correction = new Dictionary<string, string>(texts) { ["answer"] = Shorten(answer), ["problems"] = reading.Problems };
        answer = await _again.AskAsync(kernel, Settings(schema), correction, cancellationToken);
        reading = read(answer);
        return reading.Value
            ?? throw new PluginException($"The model was asked twice and did not give a usable answer: {reading.Problems}. Its raw answer: {Shorten(answer)}");
    }

    private static PromptExecutionSettings Settings(JsonElement schema) => new()
    {
        ServiceId = ServiceIds.SmallFast,
        ExtensionData = new Dictionary<string, object> { ["temperature"] = 0.2, ["max_tokens"] = 4000, ["response_format"] = schema },
    };

    private static string Shorten(string answer) => answer.Length <= LongestRawAnswer ? answer : answer[..LongestRawAnswer] + "…";
}

/// <summary>What an answer held: a value, or what is wrong with it.</summary>
internal sealed record Reading<T>(T? Value, string Problems)
    where T : class
{
    public static Reading<T> Of(T value, IReadOnlyList<string> problems) =>
        problems is [] ? new(value, "") : new(null, string.Join("; ", problems));

    public static Reading<T> NotJson { get; } = new(null, "it is not a JSON object of the shape asked for");
}
