using System.Runtime.InteropServices;

namespace KernelHost.Routing.Health;

/// <summary>Whether a candidate may be called now, and what its <see cref="ModelHealth"/> wants to be shown again when the call is over.</summary>
/// <param name="IsTrial">It failed and has not answered since: this call finds out whether it does.</param>
/// <param name="Reason">The failure that keeps calls away; null when nothing does.</param>
/// <param name="Due">When it will be tried again, as the clock's timestamp.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Admission(bool Granted, long Began, long Lease, long ProviderLease, bool IsTrial, string? Reason, long Due);
