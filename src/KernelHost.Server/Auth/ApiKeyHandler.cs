using System.Security.Claims;
using System.Text.Encodings.Web;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Auth;

/// <summary>
/// Turns a key into a <see cref="Caller"/>: the principal's role for the policies, the caller itself as a request feature for the handlers.
/// Whatever is wrong with a key, the 401 is the same; only a suspended organisation is told so, with 403.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeyDirectory keys, OrganizationDirectory organizations)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";

    private static readonly ApiError Suspended = new(403, "organization_suspended", "This key's organisation is suspended.");

    private bool _suspended;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_suspended)
        {
            return Context.WriteAsync(Suspended);
        }

        Response.Headers.WWWAuthenticate = "Bearer";
        return Context.WriteAsync(ApiError.OfStatus(StatusCodes.Status401Unauthorized));
    }

    private AuthenticateResult Authenticate()
    {
        if (PresentedKey.In(Request) is not { } presented)
        {
            return AuthenticateResult.NoResult();
        }

        var authentication = keys.Authenticate(presented);
        _suspended = authentication.Refusal == KeyRefusal.OrganizationSuspended;
        if (authentication.Caller is not { } caller)
        {
            return AuthenticateResult.Fail("The key is not accepted.");
        }

        Context.Features.Set(PickedOrganization.Apply(caller with { Address = ClientAddress.Of(Context) }, Request, organizations));
        return AuthenticateResult.Success(new(Principal(caller), Scheme.Name));
    }

    private static ClaimsPrincipal Principal(Caller caller) =>
        new(new ClaimsIdentity([new(ClaimTypes.Name, caller.KeyId), new(ClaimTypes.Role, caller.Role.Wire())], SchemeName));
}
