using System.Text;
using KernelHost.Traffic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KernelHost.Server.Tests.Secrets;

/// <summary>The search can fail: a secret that was planted is found, however it was written down.</summary>
public sealed class EvidenceTests
{
    public static TheoryData<string> Written =>
    [
        Canaries.Of("x"), Canaries.Awkward("x").ToUpperInvariant(), $"a cut one: {Canaries.Of("x")[..^4]}", Uri.EscapeDataString(Canaries.Awkward("x")), System.Text.Json.JsonSerializer.Serialize(Canaries.Awkward("x")),
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{Canaries.Of("x")}")), Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{Canaries.Of("x")}")), Convert.ToBase64String(Encoding.UTF8.GetBytes($"a:{Canaries.Of("x")}")),
        Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Canaries.Of("x"))), new([.. Canaries.Of("x").Reverse()]), Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(Canaries.Of("x"))),
        string.Concat(Canaries.Of("x").Select(c => $"\\u{(int)c:x4}")),
    ];

    [Theory, MemberData(nameof(Written))]
    public void A_planted_secret_is_found_however_it_is_written(string text)
    {
        var evidence = new Evidence();

        evidence.Add("here", $"Something before, {text}, something after.");

        Assert.StartsWith("here", Assert.Single(evidence.Leaks()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_may_be_seen_once_where_it_is_made_and_not_twice()
    {
        var evidence = new Evidence();
        evidence.LookFor("kh_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789");

        evidence.Add("made", "{\"key\": \"kh_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789\"}", "kh_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789");
        Assert.Empty(evidence.Leaks());
        evidence.Add("log", "kh_AbCdEfGhIjKlMnOpQrS cut");

        Assert.StartsWith("log", Assert.Single(evidence.Leaks()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_logs_a_key_or_answers_it_is_caught()
    {
        await using var host = await CanaryHost.StartAsync();
        Assert.Empty(host.Evidence.Leaks());

        host.Server.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Leaky").Log(LogLevel.Trace, default, CanaryHost.AdminKey, null, (key, _) => key);
        await host.SendAsync(await host.PrepareAsync(Recipes.All[0]), null, "a request id", request => request.Headers.Add("x-request-id", Canaries.Of("echoed")));

        var leaks = host.Evidence.Leaks();
        Assert.Contains(leaks, leak => leak.StartsWith("log Leaky Trace", StringComparison.Ordinal));
        Assert.Contains(leaks, leak => leak.StartsWith("answer 200", StringComparison.Ordinal));
    }
}
