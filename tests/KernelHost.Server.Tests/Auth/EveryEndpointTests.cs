using KernelHost.Security;
using KernelHost.Server.Auth;
using KernelHost.Server.Limits;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

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
    public void A_policy_permits_the_roles_it_names_and_an_unknown_one_nobody()
    {
        Role[] Permitted(string? policy) => [.. Enum.GetValues<Role>().Where(role => Policies.Permits(policy, role)).Order()];

        Assert.Equal(Enum.GetValues<Role>().Order(), Permitted(Policies.Model));
        Assert.Equal(Enum.GetValues<Role>().Order(), Permitted(Policies.Member));
        Assert.Equal(new[] { Role.OrgAdmin, Role.SystemAdmin }.Order(), Permitted(Policies.OrgAdmin));
        Assert.Equal([Role.SystemAdmin], Permitted(Policies.SystemAdmin));
        Assert.Empty(Permitted("vague"));
        Assert.Empty(Permitted(null));
    }

    [Fact]
    public async Task Every_endpoint_is_limited_but_those_that_are_open_to_all()
    {
        await using var server = KernelHostServer.Start();
        var endpoints = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToLookup(endpoint => LimitKinds.Of(endpoint));

        Assert.Equal(
            ["healthz", "openapi", "readyz", "scalar"],
            endpoints[LimitKind.None].Select(endpoint => endpoint.RoutePattern.RawText?.Split('/')[1]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(endpoints[LimitKind.Models], endpoint => Assert.Contains(Policy(endpoint), (IEnumerable<string?>)[Policies.Model, Policies.OrgAdmin]));   // an admin's work may be a model's
        Assert.DoesNotContain(endpoints[LimitKind.Administration], endpoint => Policy(endpoint) == Policies.Model);
        Assert.NotEmpty(endpoints[LimitKind.Administration]);
        Assert.Contains(endpoints[LimitKind.Models], endpoint => endpoint.RoutePattern.RawText == "/v1/chat/completions");
    }

    private static string? Policy(Endpoint endpoint) => endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).LastOrDefault();
}
