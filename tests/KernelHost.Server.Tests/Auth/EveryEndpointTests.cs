using KernelHost.Server.Auth;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace KernelHost.Server.Tests.Auth;

public sealed class EveryEndpointTests
{
    [Fact]
    public async Task An_endpoint_without_a_policy_stops_the_start()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/closed", () => "").RequireAuthorization(Policies.OrgAdmin);
        app.MapGet("/open", () => "").AllowAnonymous();
        app.MapGet("/forgotten", () => "");

        var failure = Assert.Throws<InvalidOperationException>(app.RequirePolicyOnEveryEndpoint);

        Assert.Equal("These endpoints have no authorisation policy: HTTP: GET /forgotten.", failure.Message);
    }

    [Fact]
    public async Task Authorisation_that_names_no_policy_is_not_enough()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/vague", () => "").RequireAuthorization();

        Assert.Throws<InvalidOperationException>(app.RequirePolicyOnEveryEndpoint);
    }

    [Fact]
    public void What_has_no_policy_is_denied()
    {
        var options = new AuthorizationOptions();

        Policies.Configure(options);

        Assert.NotNull(options.FallbackPolicy);
    }
}
