using System.Collections.Frozen;
using KernelHost.Assistants;
using KernelHost.Kernels;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Routing;
using KernelHost.Security;
using KernelHost.Server.Errors;
using KernelHost.Server.Wire;

namespace KernelHost.Server.Endpoints;

/// <summary>The setup a model call is for, and what the caller's key may use of it.</summary>
internal sealed class CallerSetup(SnapshotCache snapshots, Caller caller)
{
    public Caller Caller => caller;

    /// <summary>The only models the key may use; null = all.</summary>
    public FrozenSet<string>? Allowed { get; } = caller.Models?.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The key's own: the one it is bound to, else its organisation's default.</summary>
    /// <exception cref="ApiErrorException">The key's setup has been removed.</exception>
    public ValueTask<SetupSnapshot> OwnAsync(CancellationToken cancellationToken) => FindAsync(caller.Organization, caller.Setup, cancellationToken);

    /// <summary>The one an address names.</summary>
    /// <exception cref="OrganizationNotFoundException">There is none, or it is another's: both look the same.</exception>
    /// <exception cref="ApiErrorException">There is no such setup, or the key is bound to another.</exception>
    public ValueTask<SetupSnapshot> NamedAsync(string organization, string setup, CancellationToken cancellationToken) =>
        caller.Role != Role.SystemAdmin && caller.Organization != organization
            ? throw new OrganizationNotFoundException(organization)
            : FindAsync(organization, NameFor(caller, setup), cancellationToken);

    /// <summary>The one a parameter names, else the key's own.</summary>
    /// <exception cref="ApiErrorException">There is no such setup, or the key is bound to another.</exception>
    public ValueTask<SetupSnapshot> ChosenAsync(string? setup, CancellationToken cancellationToken) =>
        FindAsync(caller.Organization, NameFor(caller, setup), cancellationToken);

    /// <summary>The setup a key works in; null = its organisation's default.</summary>
    /// <exception cref="ApiErrorException">The key is bound to another than the one it asks for.</exception>
    public static string? NameFor(Caller caller, string? asked) => caller.Setup is { } own && asked is { Length: > 0 } && asked != own
        ? throw new ApiErrorException(new(StatusCodes.Status403Forbidden, "setup_not_allowed", $"This key is for the setup \"{own}\" only."))
        : asked is { Length: > 0 } ? asked : caller.Setup;

    /// <summary>Everything until its end, plugins' own calls too, is done for this key, within its limits and as the request's headers wish.</summary>
    /// <exception cref="ApiErrorException">A header wishes what is none of its words, or what the key's role does not allow.</exception>
    public CallScope BeginScope(HttpRequest request) => CallScope.Begin(caller.KeyId, Allowed, WishHeaders.Read(request, caller.Role));

    /// <summary>The same for a call of an assistant: who may use it may use what it is made of.</summary>
    public CallScope BeginScope(HttpRequest request, Assistant assistant) =>
        CallScope.Begin(caller.KeyId, null, WishHeaders.Read(request, caller.Role), assistant.SmallFastModel);

    /// <summary>What the request's body and headers ask the resolver for.</summary>
    public ModelRequest Request(HttpRequest request, string? model, ModelType type = ModelType.Llm, string? task = null) =>
        new() { Model = model, Type = type, Task = task, Exact = request.ForbidsFallback(), Allowed = Allowed };

    private async ValueTask<SetupSnapshot> FindAsync(string organization, string? setup, CancellationToken cancellationToken)
    {
        var snapshot = await snapshots.GetAsync(organization, cancellationToken) ?? throw new OrganizationNotFoundException(organization);
        return snapshot.FindSetup(setup) ?? throw new ApiErrorException(ApiError.NotFound("setup", setup ?? "default"));
    }
}
