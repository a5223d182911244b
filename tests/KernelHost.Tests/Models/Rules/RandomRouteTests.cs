using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using KernelHost.Models.Rules;
using Xunit.Abstractions;

namespace KernelHost.Tests.Models.Rules;

/// <summary>Random routes and random requests, as JSON both: the host reads bytes and compiled rules, the naive model reads the JSON as it stands.</summary>
public class RandomRouteTests(ITestOutputHelper output)
{
    private static readonly string[] Texts =
    [
        "", " ", "Why?", "Why? Because.", "prove it", "Please ANALYSE this: “quoted” \\ and / and \n\t", "ünïcode ß 为什么", "🚀🚀 to the moon?", "a\"b", new('x', 41), new('é', 397),
    ];

    [Fact]
    public void Agrees_with_the_naive_model()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 3_000; round++)
        {
            var route = Route(random);
            var models = RouteBench.Compile(new JsonObject { ["auto"] = route.DeepClone() }.ToJsonString());
            for (var call = 0; call < 10; call++)
            {
                var request = Request(random);
                var now = new DateTimeOffset(2026, 11, 1 + random.Next(28), random.Next(24), random.Next(60), 0, TimeSpan.Zero);
                var body = Encoding.UTF8.GetBytes(request.ToJsonString(new() { WriteIndented = random.Next(2) == 0, Encoder = random.Next(2) == 0 ? JavaScriptEncoder.Default : JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
                var expected = NaiveRoutes.Answer(route, request, now);
                var actual = models.Resolve(RouteBench.Auto(RequestSignals.Read(body) with { Time = now })).Taken?.Rule;
                Assert.True(expected == actual, $"seed {seed}, round {round}: {route.ToJsonString()}\n{request.ToJsonString()} at {now}: the rules say {expected}, the host {actual}");
            }
        }
    }

    [Fact]
    public void Whatever_is_sent_is_read_without_a_fault()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var body = Encoding.UTF8.GetBytes(Request(random).ToJsonString());
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                body[random.Next(body.Length)] = (byte)random.Next(256);
            }

            var signals = RequestSignals.Read(body.AsSpan(0, random.Next(body.Length + 1)));
            Assert.True(signals.Tokens >= 0 && signals.Message.Length <= RequestSignals.MostSearched, $"seed {seed}, round {round}");
        }
    }

    private static JsonObject Route(Random random)
    {
        var rules = new JsonArray();
        for (var index = random.Next(5); index >= 0; index--)
        {
            var rule = new JsonObject { ["when"] = When(random), ["use"] = Pick(random, ["fast", "expert", "p/vision", "default", "small-fast"]) };
            if (random.Next(2) == 0)
            {
                rule["name"] = $"rule-{index}";
            }

            rules.Add(rule);
        }

        return new() { ["rules"] = rules, ["otherwise"] = "default" };
    }

    private static JsonObject When(Random random)
    {
        (string Name, Func<JsonNode> Make)[] all =
        [
            ("min_characters", () => random.Next(6)), ("max_characters", () => 6 + random.Next(400)), ("min_tokens", () => random.Next(11)), ("max_tokens", () => 11 + random.Next(100)),
            ("has_question_mark", () => true), ("ends_with_question_mark", () => random.Next(2) == 0),
            ("keywords", () => new JsonArray("prove", Pick(random, ["analyse", "ÜNÏCODE", "🚀", "zzz", "\""]))),
            ("has_images", () => random.Next(2) == 0), ("has_tools", () => random.Next(2) == 0),
            ("metadata", () => new JsonObject { ["tier"] = Pick(random, ["gold", "silver"]), ["level"] = random.Next(2) }),
            ("days", () => new JsonArray(Pick(random, ["mon", "tue", "wed"]), Pick(random, ["sat", "sun"]))),
            ("between", () => Pick<JsonArray>(random, [new("18:00", "06:00"), new("09:30", "17:15")])),
        ];
        var when = new JsonObject();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var (name, make) = Pick(random, all);
            when[name] = make();
        }

        return when;
    }

    private static JsonObject Request(Random random)
    {
        var request = new JsonObject { ["model"] = "auto", ["stream"] = true, ["other"] = new JsonObject { ["messages"] = new JsonArray("no") } };
        if (random.Next(2) == 0)
        {
            request["tools"] = random.Next(2) == 0 ? [] : new JsonArray(new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = "f" } });
        }

        if (random.Next(2) == 0)
        {
            request["metadata"] = new JsonObject { ["tier"] = Pick(random, ["gold", "silver", "tin"]), ["level"] = random.Next(2), ["nested"] = new JsonObject { ["tier"] = "gold" }, ["none"] = null };
        }

        request["messages"] = new JsonArray([.. Enumerable.Range(0, random.Next(5)).Select(_ => Message(random))]);
        return request;
    }

    private static JsonObject Message(Random random)
    {
        var role = Pick(random, ["user", "user", "assistant", "system", "tool"]);
        JsonNode? content = random.Next(6) switch
        {
            0 => null,
            1 or 2 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Part(random))]),
            _ => Pick(random, Texts),
        };

        // The members of an object come in any order.
        return random.Next(2) == 0 ? new() { ["role"] = role, ["content"] = content, ["name"] = "x" } : new() { ["content"] = content, ["tool_calls"] = new JsonArray(new JsonObject { ["text"] = "no" }), ["role"] = role };
    }

    private static JsonObject Part(Random random) => random.Next(3) == 0
        ? new() { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = "data:image/png;base64,AA==", ["text"] = "no" } }
        : random.Next(2) == 0 ? new() { ["type"] = "text", ["text"] = Pick(random, Texts) } : new() { ["text"] = Pick(random, Texts), ["type"] = "text" };

    private static T Pick<T>(Random random, T[] choices) => choices[random.Next(choices.Length)];
}
