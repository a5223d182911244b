using KernelHost.Security;

namespace KernelHost.Server.Auth;

/// <summary>Whose request it is, for what the request's own services ask of it. One per request.</summary>
internal sealed class RequestCaller
{
    private Caller? _caller;

    /// <exception cref="InvalidOperationException">Nobody's.</exception>
    public Caller Caller
    {
        get => _caller ?? throw new InvalidOperationException("There is no caller: the endpoint has no authorisation policy.");
        set => _caller = value;
    }
}
