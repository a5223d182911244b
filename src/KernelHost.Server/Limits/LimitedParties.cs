using KernelHost.Kernels;
using KernelHost.Security;
using KernelHost.Throttling;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Limits;

/// <summary>For whom a request counts. Nobody has limits: nothing is allocated. Limits are today's, of the key and of the config in force.</summary>
internal sealed class LimitedParties(SnapshotCache snapshots, IOptions<ServerOptions> options)
{
    public const string Key = "key";
    public const string Organization = "organization";
    public const string Administration = "administration";
    public const string Switching = "switching";

    private readonly RequestLimits? _administration = PerMinute(options.Value.AdminRequestsPerMinute);
    private readonly RequestLimits? _switching = PerMinute(options.Value.SwitchesPerMinute);

    public ValueTask<IReadOnlyList<LimitedParty>> OfAsync(HttpContext context) =>
        context.Features.Get<Caller>() is not { } caller ? new([])
        : LimitKinds.Of(context.GetEndpoint()) switch
        {
            LimitKind.Models => OfModelCallAsync(context, caller),
            LimitKind.Administration => new(List(
                new(Administration, caller.KeyId, _administration), MaySwitch(context, caller) ? new(Switching, caller.Organization, _switching) : default)),
            _ => new([]),
        };

    // Whom authorisation is about to refuse must not use up what the organisation's admins have together.
    private static bool MaySwitch(HttpContext context, Caller caller) => caller.Role >= Role.OrgAdmin && LimitKinds.IsSwitching(context.GetEndpoint());

    private async ValueTask<IReadOnlyList<LimitedParty>> OfModelCallAsync(HttpContext context, Caller caller)
    {
        var organization = OrganizationOf(context, caller);
        var snapshot = await snapshots.GetAsync(organization, context.RequestAborted);
        return List(new(Key, caller.KeyId, caller.Limits), new(Organization, organization, snapshot?.RequestLimits));
    }

    // Only a system admin's call may be for the organisation in the address; for others that is a 404, which must not cost its neighbour.
    private static string OrganizationOf(HttpContext context, Caller caller) =>
        caller.Role == Role.SystemAdmin && context.GetRouteValue("org") is string named ? named : caller.Organization;

    private static IReadOnlyList<LimitedParty> List(Candidate first, Candidate second) => (first.Limited, second.Limited) switch
    {
        ({ } one, { } other) => [one, other],
        ({ } one, null) => [one],
        (null, { } other) => [other],
        _ => [],
    };

    private static RequestLimits? PerMinute(int requests) => requests > 0 ? new(requests) : null;

    private readonly record struct Candidate(string Kind, string Id, RequestLimits? Limits)
    {
        public LimitedParty? Limited => Limits is { } limits ? new(Kind, Id, limits) : null;
    }
}
