using System.Globalization;

namespace KernelHost.Traffic.Fidelity;

/// <summary>
/// One call both ways: what the client sends and what must reach the model server, what the server answers (and where it is cut on the wire) and what must reach
/// the client. Made from a number: the same number gives the same case.
/// </summary>
internal sealed class FidelityCase
{
    public const string Model = "raw-model";
    public const string Provider = "raw";

    private const string ModelInfo =
        "\"model_info\":{\"requested\":REQUESTED,\"resolved\":\"raw-model\",\"provider\":\"raw\",\"fallback_used\":false,\"fallback_reason\":null}";

    private static readonly string[] ModelNames = ["\"model\"", "\"mod\\u0065l\"", "\"\\u006dodel\""];
    private static readonly (string Written, string? Requested)[] Models =
        [("\"raw-model\"", "\"raw-model\""), ("\"raw/raw-model\"", "\"raw/raw-model\""), ("\"raw\\/raw-model\"", "\"raw/raw-model\""), ("null", "null"), ("\"\"", "\"\""), ("\"default\"", "\"default\"")];

    private static readonly string[] Documented =
    [
        "temperature", "top_p", "n", "stop", "max_tokens", "max_completion_tokens", "presence_penalty", "frequency_penalty", "logit_bias", "logprobs", "top_logprobs", "user", "seed",
        "tools", "tool_choice", "parallel_tool_calls", "response_format", "service_tier", "store", "reasoning_effort", "modalities", "audio", "prediction", "verbosity", "web_search_options",
    ];

    private readonly Random _random;
    private readonly OddJson _json;

    public FidelityCase(int seed, int number)
    {
        _random = new(HashCode.Combine(seed, number));
        _json = new(_random);
        Number = number;
        IsStream = _random.Next(2) == 0;
        WantsModelInfo = _random.Next(2) == 0;
        WriteRequest();
        if (IsStream)
            WriteEvents();
        else
            WriteAnswer();
    }

    public int Number { get; }

    public bool IsStream { get; }

    public bool WantsModelInfo { get; }

    public string Sent { get; private set; } = "";

    public string Received { get; private set; } = "";

    public string Answered { get; private set; } = "";

    public string Returned { get; private set; } = "";

    private bool AsksForUsage { get; set; }

    private string Info { get; set; } = "";

    /// <summary>Where the server's answer is cut on the wire, in bytes.</summary>
    public IEnumerable<int> Cuts(int length)
    {
        for (var at = 0; at < length;)
        {
            at = Math.Min(length, at + 1 + _random.Next(_random.Next(3) == 0 ? 4 : length));
            yield return at;
        }
    }

    private void WriteRequest()
    {
        var (written, requested) = Models[_random.Next(Models.Length)];
        var name = ModelNames[_random.Next(ModelNames.Length)];
        var members = Further(Documented, _json.Blank).Append(("\"messages\"", Messages())).ToList();
        if (_random.Next(4) > 0)
            members.Add((name, written));
        else
            requested = "null";
        if (IsStream)
            members.Add(("\"stream\"", "true"));
        AsksForUsage = IsStream && _random.Next(2) == 0;
        var options = IsStream ? StreamOptions() : null;
        if (options is { } stated)
            members.Add(("\"stream_options\"", stated.Written));

        var request = WrittenObject.Of(Shuffled(members), _json.Blank);
        Sent = request.ToString();
        Received = (options is { } changed ? request.Replace("\"stream_options\"", changed.Becomes) : request).Replace(name, $"\"{Model}\"").With(
            [.. request.Has(name) ? Array.Empty<string>() : [$"\"model\":\"{Model}\""], .. IsStream && options is null ? [WithUsage] : Array.Empty<string>()]);
        Info = ModelInfo.Replace("REQUESTED", requested, StringComparison.Ordinal);
    }

    private static string WithUsage => "\"stream_options\":{\"include_usage\":true}";

    // Who asks for the usage must say so; who does not may have other options, null, or none.
    private (string Written, string Becomes)? StreamOptions()
    {
        var other = ("\"include_obfuscation\"", "false");
        if (AsksForUsage)
        {
            var asked = WrittenObject.Of(Shuffled([other, ("\"include_usage\"", "true")]), _json.Blank).ToString().TrimEnd();
            return (asked, asked);
        }

        var some = WrittenObject.Of([other], _json.Blank);
        var refused = WrittenObject.Of(Shuffled([other, ("\"include_usage\"", "false")]), _json.Blank);
        return _random.Next(4) switch
        {
            0 => null,
            1 => ("null", "{\"include_usage\":true}"),
            2 => (some.ToString().TrimEnd(), some.With("\"include_usage\":true").TrimEnd()),
            _ => (refused.ToString().TrimEnd(), refused.Replace("\"include_usage\"", "true").ToString().TrimEnd()),
        };
    }

    private string Messages() => $"[{_json.Blank()}{{\"role\":{_json.Blank()}\"user\",\"content\":{_json.Text()},\"x\":{_json.Value(2, _json.Blank)}}}{_json.Blank()}]";

    private void WriteAnswer()
    {
        var choice = $$"""[{{_json.Blank()}}{"index":0,"message":{"role":"assistant","content":{{_json.Text()}},"x":{{_json.Value(2, _json.Blank)}}},"finish_reason":"stop"}]""";
        var usage = _random.Next(3) == 0 ? "null" : "{\"prompt_tokens\":1e0,\"completion_tokens\":2, \"total_tokens\":3}";
        var answer = WrittenObject.Of(Shuffled([.. Further(["id", "created", "service_tier"], _json.Blank), ("\"choices\"", choice), ("\"usage\"", usage)]), _json.Blank);
        Answered = answer.ToString();
        Returned = WantsModelInfo ? answer.With(Info) : Answered;
    }

    private void WriteEvents()
    {
        var (answered, returned) = (new List<string>(), new List<string>());
        var count = 2 + _random.Next(4);
        for (var i = 0; i < count; i++)
        {
            var isLast = i == count - 1;
            var choice = $$"""[{"index":0,"delta":{"content":{{(isLast ? "\"x\"" : _json.Text())}}},"finish_reason":{{(isLast ? "\"stop\"" : "null")}}}]""";
            var hasUsage = _random.Next(2) == 0;
            List<(string Name, string Value)> members = [.. Further(["id", "created", "obfuscation"], _json.LineBlank), ("\"choices\"", choice)];
            var chunk = WrittenObject.Of(Shuffled(hasUsage ? [.. members, ("\"usage\"", "null")] : members), _json.LineBlank);
            Add(answered, returned, chunk, i == 0 && WantsModelInfo);
        }

        var usage = """{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""";
        var (start, end) = Framing();
        answered.Add(start + usage + end);
        returned.Add(AsksForUsage ? answered[^1] : "");
        answered.Add("data: [DONE]\n\n");
        returned.Add("data: [DONE]\n\n");
        (Answered, Returned) = (string.Concat(answered), string.Concat(returned));
    }

    private void Add(List<string> answered, List<string> returned, WrittenObject chunk, bool isTold)
    {
        var (start, end) = Framing();
        answered.Add(start + chunk + end);
        var seen = AsksForUsage ? chunk : Without(chunk);
        returned.Add(start + (isTold ? seen.With(Info) : seen.ToString()) + end);
    }

    // The comma before it goes too; at the front the comma behind it does, with the blanks between.
    private static WrittenObject Without(WrittenObject chunk)
    {
        var at = chunk.Members.ToList().FindIndex(member => member.Name == "\"usage\"");
        if (at < 0)
            return chunk;
        List<WrittenMember> members = [.. chunk.Members];
        if (at > 0)
            members[at - 1] = members[at - 1] with { Blank = members[at].Blank };
        members.RemoveAt(at);
        return chunk with { Members = members };
    }

    private (string Start, string End) Framing() => _random.Next(4) switch
    {
        0 => ("data:", "\n\n"),
        1 => ("data: ", "\r\n\r\n"),
        2 => ("event: message\nid: 7\ndata: ", "\n\n"),
        _ => ("data: ", "\n\n"),
    };

    private (string Name, string Value)[] Further(string[] documented, Func<string> blank)
    {
        var names = documented.Where(_ => _random.Next(4) == 0).Concat(Enumerable.Range(0, _random.Next(4)).Select(i => string.Create(CultureInfo.InvariantCulture, $"x_{i}")));
        return names.Select(name => ($"\"{name}\"", _json.Value(3, blank))).ToArray();
    }

    private (string Name, string Value)[] Shuffled(IEnumerable<(string Name, string Value)> members)
    {
        var shuffled = members.ToArray();
        _random.Shuffle(shuffled);
        return shuffled;
    }
}
