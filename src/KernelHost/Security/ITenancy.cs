namespace KernelHost.Security;

/// <summary>What the keys need to know of their organisations. In memory.</summary>
internal interface ITenancy
{
    /// <summary>Raised when an organisation is gone for good; quick and does not throw.</summary>
    event Action<Guid>? Purged;

    /// <summary>Null when the organisation is deleted.</summary>
    Tenant? Find(Guid organizationId);

    /// <summary>Null when the organisation is deleted or never was.</summary>
    Tenant? Find(string slug);
}

internal readonly record struct Tenant(Guid Id, string Slug, bool IsSystem, bool IsSuspended);
