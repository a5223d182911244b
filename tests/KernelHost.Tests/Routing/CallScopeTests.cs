using System.Collections.Frozen;
using KernelHost.Routing;

namespace KernelHost.Tests.Routing;

public class CallScopeTests
{
    [Fact]
    public void Calls_are_told_in_the_order_in_which_they_ended_up_to_a_bound()
    {
        using var scope = CallScope.Begin("key");
        for (var call = 0; call < 300; call++)
            scope.Add(Report(call));

        Assert.Equal(Enumerable.Range(0, 256).Select(call => $"m{call}"), scope.Reports.Select(report => report.Resolved));
    }

    [Fact]
    public void Calls_that_end_at_once_are_all_told()
    {
        using var scope = CallScope.Begin("key");
        Parallel.For(0, 200, call => scope.Add(Report(call)));

        Assert.Equal(Enumerable.Range(0, 200).Select(call => $"m{call}").Order(), scope.Reports.Select(report => report.Resolved).Order());
    }

    [Fact]
    public void A_scope_inside_another_keeps_its_limits_and_gives_the_place_back()
    {
        using var outer = CallScope.Begin("key", FrozenSet.Create("a/b"));
        using (var inner = CallScope.Begin("other"))
        {
            Assert.Equal((inner, outer.Allowed), (CallScope.Current, inner.Allowed));
        }

        Assert.Equal(outer, CallScope.Current);
    }

    private static ModelCallReport Report(int call) => new(null, null, "p", $"m{call}", null, 1);
}
