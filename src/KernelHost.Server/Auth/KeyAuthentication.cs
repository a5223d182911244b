using KernelHost.Organizations;
using KernelHost.Security;
using Microsoft.AspNetCore.Authorization;

namespace KernelHost.Server.Auth;

/// <summary>
/// Turns a key into a <see cref="Caller"/>, a feature of the request. Endpoints open to all
/// look at no key: a wrong one there is neither an error nor a guess.
/// </summary>
internal static class KeyAuthentication
{
    public static IApplicationBuilder UseApiKeys(this IApplicationBuilder app)
    {
        var authenticator = app.ApplicationServices.GetRequiredService<Authenticator>();
        var organizations = app.ApplicationServices.GetRequiredService<OrganizationDirectory>();
        return app.Use((context, next) =>
        {
            if (IsGuarded(context.GetEndpoint()) && PresentedKey.TryRead(context.Request, out var presented))
            {
                Authenticate(context, authenticator.Authenticate(presented, context.Connection.RemoteIpAddress), organizations);
            }

            return next(context);
        });
    }

    private static bool IsGuarded(Endpoint? endpoint) => endpoint is RouteEndpoint && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null;

    private static void Authenticate(HttpContext context, Authentication authentication, OrganizationDirectory organizations)
    {
        if (authentication.Caller is { } caller)
        {
            var picked = PickedOrganization.Apply(caller with { Address = ClientAddress.Of(context) }, context.Request, organizations);
            context.Features.Set(picked);
            if (!context.StaysOnEventLoop())
            {
                context.RequestServices.GetRequiredService<RequestCaller>().Caller = picked;   // the others find it in the request: a scope of services costs as much as a route
            }
        }
        else
        {
            context.Features.Set(new RefusedKey(authentication));
        }
    }
}

/// <summary>A key that was presented and not accepted.</summary>
internal sealed record RefusedKey(Authentication Authentication);
