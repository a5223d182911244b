using Microsoft.AspNetCore.Authorization;

namespace KernelHost.Server.Auth;

internal static class EveryEndpoint
{
    /// <summary>Refuses to start when an endpoint says neither who may call it nor that everybody may.</summary>
    /// <exception cref="InvalidOperationException">Names the endpoints.</exception>
    public static void RequirePolicyOnEveryEndpoint(this IEndpointRouteBuilder app)
    {
        var open = app.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Where(SaysNothing).Select(endpoint => endpoint.DisplayName).ToArray();
        if (open.Length > 0)
        {
            throw new InvalidOperationException($"These endpoints have no authorisation policy: {string.Join(", ", open)}.");
        }
    }

    private static bool SaysNothing(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
        && endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().All(data => data.Policy is null);
}
