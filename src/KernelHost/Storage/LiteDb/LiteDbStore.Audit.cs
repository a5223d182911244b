using KernelHost.Security;

namespace KernelHost.Storage.LiteDb;

internal sealed partial class LiteDbStore
{
    private LiteDbAudit Audit => new(Database);

    public Task AppendAsync(AuditDraft entry, CancellationToken cancellationToken) => Write(entry, () => true);

    public Task<IReadOnlyList<AuditRecord>> ListAuditAsync(AuditFilter filter, AuditPosition before, int limit, CancellationToken cancellationToken) =>
        Use(() => Audit.List(filter, before, limit));

    public Task<IReadOnlyList<AuditRecord>> ReadAuditAsync(AuditFilter filter, long after, int limit, CancellationToken cancellationToken) =>
        Use(() => Audit.Read(filter, after, limit));

    public Task<AuditStretch> ReadChainAsync(string organization, long after, int limit, CancellationToken cancellationToken) =>
        Use(() => new AuditStretch(Audit.Read(new() { Organization = organization }, after, limit), Audit.FindHead(organization)));

    public Task<IReadOnlyList<string>> ListChainsAsync(string after, int limit, CancellationToken cancellationToken) => Use(() => Audit.ListChains(after, limit));

    public Task<(AuditTotal? Stored, AuditTotal Counted)> CountAuditAsync(CancellationToken cancellationToken) => Use(() => (Audit.FindTotal(), Audit.Count()));

    // LiteDB keeps its version outside of transactions: after a crash in between, the total tells that the work is done.
    private void AdoptAudit()
    {
        if (Database.UserVersion is > 0 and < SchemaWithChains && Audit.FindTotal() is null)
        {
            Transact(() =>
            {
                Audit.Adopt(chain);
                return true;
            });
        }
    }
}
