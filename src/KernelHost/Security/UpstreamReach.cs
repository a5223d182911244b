namespace KernelHost.Security;

/// <summary>Which networks a connection to an upstream may lead into. The safe one is the default.</summary>
public enum UpstreamReach
{
    /// <summary>Public addresses only.</summary>
    Public,

    /// <summary>Its host is named in <c>Security:AllowedUpstreams</c>: this machine and private networks too, and what the list names literally.</summary>
    Named,

    /// <summary>A system admin or the environment wrote the address: everywhere.</summary>
    Trusted,
}
