namespace KernelHost.Throttling;

/// <summary>How much somebody may ask for; null = as much as they like.</summary>
/// <param name="RequestsPerMinute">All of a minute's requests may come at once; what was used comes back evenly.</param>
/// <param name="ConcurrentRequests">How many may run at the same time; a stream runs until its end.</param>
public sealed record RequestLimits(int? RequestsPerMinute = null, int? ConcurrentRequests = null);
