using System.Text.Json.Nodes;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>One change at a time: what it was checked against is what it replaces. Never entered on the request path of a model call.</summary>
internal sealed class ChangeGate(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public DateTimeOffset Now => time.GetUtcNow().ToMilliseconds();

    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        return new Turn(_one);
    }

    public AuditDraft Audit(string kind, Actor actor, string organization, string subject, JsonObject? data = null) =>
        AuditLog.Draft(time, kind, actor, organization, subject, data);

    public void Dispose() => _one.Dispose();

    private sealed class Turn(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }
}
