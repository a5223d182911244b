using System.Security.Claims;
using System.Text.Encodings.Web;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Auth;

/// <summary>
/// Turns a key into a <see cref="Caller"/>: the principal's role for the policies, the caller itself as a request feature for the handlers.
/// Whatever is wrong with a key, the 401 is the same; only a suspended organisation is told so, with 403. Endpoints open to all look at no key:
/// a wrong one there is neither an error nor a guess.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Authenticator authenticator, OrganizationDirectory organizations)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";

    private static readonly ApiError Suspended = new(403, "organization_suspended", "This key's organisation is suspended.");

    private static readonly ApiError Throttled = new(429, "too_many_wrong_keys",
        "Too many wrong keys came from this address; no key is looked at for now. Wait as long as Retry-After says, and use a key that is valid.");

    private Authentication _refused;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(IsGuarded ? Authenticate() : AuthenticateResult.NoResult());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        switch (_refused.Refusal)
        {
            case KeyRefusal.OrganizationSuspended:
                return Context.WriteAsync(Suspended);
            case KeyRefusal.TooManyGuesses:
                return Context.WriteAsync(Throttled with { RetryAfter = _refused.RetryAfter });
            default:
                Response.Headers.WWWAuthenticate = "Bearer";
                return Context.WriteAsync(ApiError.OfStatus(StatusCodes.Status401Unauthorized));
        }
    }

    private bool IsGuarded => Context.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null;

    private AuthenticateResult Authenticate()
    {
        if (PresentedKey.In(Request) is not { } presented)
        {
            return AuthenticateResult.NoResult();
        }

        var authentication = authenticator.Authenticate(presented, Context.Connection.RemoteIpAddress);
        if (authentication.Caller is not { } caller)
        {
            _refused = authentication;
            return AuthenticateResult.Fail("The key is not accepted.");
        }

        Context.Features.Set(PickedOrganization.Apply(caller with { Address = ClientAddress.Of(Context) }, Request, organizations));
        return AuthenticateResult.Success(new(Principal(caller), Scheme.Name));
    }

    private static ClaimsPrincipal Principal(Caller caller) =>
        new(new ClaimsIdentity([new(ClaimTypes.Name, caller.KeyId), new(ClaimTypes.Role, caller.Role.Wire())], SchemeName));
}
