using KernelHost.Security;
using Microsoft.AspNetCore.DataProtection;

namespace KernelHost.Tests.Security.Audit;

/// <summary>Chains for tests without a host: sealed with a key ring of their own that is gone with them.</summary>
internal static class TestChain
{
    public static AuditSeal Seal()
    {
        var ring = new EphemeralDataProtectionProvider();
        return new(() => ring.CreateProtector(AuditSeal.Purpose));
    }

    public static AuditChain Create(AuditSeal? seal = null) => new(seal ?? Seal(), TimeProvider.System);
}
