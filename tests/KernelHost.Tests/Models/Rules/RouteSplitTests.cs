using System.Collections.Immutable;
using KernelHost.Models.Rules;

namespace KernelHost.Tests.Models.Rules;

public class RouteSplitTests
{
    private const string Place = "acme/default/auto/experiment-1";
    private static readonly string[] Users = [.. Enumerable.Range(0, 20_000).Select(number => $"user-{number}")];

    [Fact]
    public void Shares_are_kept_over_many_users()
    {
        var counts = Users.CountBy(user => Split(("a", 90), ("b", 10)).Assign(Place, user)).ToDictionary();

        Assert.InRange(counts["a"], 17_800, 18_200);   // the standard deviation is 42
        Assert.Equal(Users.Length, counts["a"] + counts["b"]);
    }

    [Fact]
    public void Shares_need_not_add_up_to_a_hundred() =>
        Assert.All(Users.Take(500), user => Assert.Equal(Split(("a", 90), ("b", 10)).Assign(Place, user), Split(("b", 1), ("a", 9)).Assign(Place, user)));

    // These stand for every assignment that was ever made: if they change, running experiments are mixed up.
    [Theory]
    [InlineData("ann", "b")]
    [InlineData("fritz", "a")]
    [InlineData("bob", "c")]
    [InlineData("cecile", "b")]
    [InlineData("ünïcode", "b")]
    public void An_assignment_is_the_same_today_and_tomorrow(string user, string variant) => Assert.Equal(variant, Split(("a", 1), ("b", 1), ("c", 1)).Assign(Place, user));

    [Fact]
    public void Another_experiment_or_tenant_assigns_anew()
    {
        var split = Split(("a", 50), ("b", 50));

        var same = Users.Count(user => split.Assign(Place, user) == split.Assign("acme/default/auto/experiment-2", user));

        Assert.InRange(same, 9_700, 10_300);
    }

    [Fact]
    public void When_shares_change_users_move_only_to_what_grew_or_from_what_shrank()
    {
        var before = Split(("a", 60), ("b", 30), ("c", 10));
        var after = Split(("a", 50), ("b", 30), ("c", 10), ("d", 10));

        foreach (var user in Users)
        {
            var (from, to) = (before.Assign(Place, user), after.Assign(Place, user));
            Assert.True(from == to || from == "a" || to == "d", $"{user} moved from {from} to {to}");
        }

        var widened = Split(("a", 80), ("b", 20));
        Assert.DoesNotContain(Users, user => Split(("a", 90), ("b", 10)).Assign(Place, user) == "b" && widened.Assign(Place, user) == "a");
        Assert.InRange(Users.Count(user => before.Assign(Place, user) != after.Assign(Place, user)), 1, Users.Length / 5);
    }

    [Fact]
    public void A_share_of_nought_gets_nobody() => Assert.All(Users, user => Assert.Equal("a", Split(("a", 1), ("b", 0)).Assign(Place, user)));

    [Theory]
    [InlineData(0, "a")]
    [InlineData(0.8999, "a")]
    [InlineData(0.9001, "b")]
    [InlineData(0.9999999999999999, "b")]
    public void A_drawn_number_falls_on_the_shares_in_order(double number, string variant) => Assert.Equal(variant, Split(("b", 10), ("a", 90)).Draw(number));

    [Theory]
    [InlineData("ann", null, "user")]
    [InlineData("ann", "talk", "user")]
    [InlineData(null, "talk", "session")]
    [InlineData("", "talk", "session")]
    [InlineData(null, null, "drawn")]
    public void The_user_counts_before_the_session_and_without_either_it_is_drawn(string? user, string? session, string by)
    {
        var models = RouteBench.Compile("""{"auto": {"rules": [{"name": "test", "split": {"fast": 50, "expert": 50}}]}}""");
        var variants = Enumerable.Range(0, 50)
            .Select(call => models.Resolve(RouteBench.Auto(RouteBench.Says("Hi") with { User = user, Session = session, Draw = call / 50.0 })).Taken?.Variant)
            .Distinct().ToArray();

        Assert.Equal(by == "drawn" ? 2 : 1, variants.Length);
        Assert.Equal(by == "user" ? new RouteSplit(ImmutableDictionary<string, double>.Empty.Add("fast", 50).Add("expert", 50)).Assign("acme/default/auto/test", "ann") : variants[0], variants[0]);
    }

    private static RouteSplit Split(params (string Variant, double Share)[] shares) => new(shares.ToImmutableDictionary(share => share.Variant, share => share.Share));
}
