using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Auth;

namespace KernelHost.Server.Endpoints;

/// <summary>The key that stored secrets are encrypted with. No secret passes here.</summary>
internal static class SecretEndpoints
{
    public static void MapSecrets(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/admin/secrets/rotate", RotateAsync).RequireAuthorization(Policies.SystemAdmin).WithTags("Secrets")
            .WithSummary("Make a new encryption key and encrypt all stored secrets with it; calls go on meanwhile");

    private static Task<RotatedSecrets> RotateAsync(Caller caller, SecretRotation rotation, CancellationToken cancellationToken) =>
        rotation.RotateAsync(caller.Actor, cancellationToken);
}
