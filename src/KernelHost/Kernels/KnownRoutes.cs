using System.Collections.Concurrent;
using KernelHost.Models;

namespace KernelHost.Kernels;

/// <summary>
/// The resolutions of one snapshot that were asked for before. The resolver is pure and a snapshot never changes, so the same words always mean the same route.
/// Bounded: clients may write any name. Thread-safe.
/// </summary>
internal sealed class KnownRoutes
{
    private const int Most = 64;
    private const int LongestName = 200;

    private ConcurrentDictionary<ModelRequest, Resolution>? _known;

    public Resolution Find(SetupModels models, ModelRequest request)
    {
        if (request.Allowed is not null || request.Signals is not null || request.Model is { Length: > LongestName } || request.Task is { Length: > LongestName })
        {
            return ModelResolver.Resolve(models, request);
        }

        var known = _known ??= new(concurrencyLevel: 1, capacity: 4);
        if (known.TryGetValue(request, out var resolution))
        {
            return resolution;
        }

        resolution = ModelResolver.Resolve(models, request);
        if (known.Count < Most)
        {
            known.TryAdd(request, resolution);
        }

        return resolution;
    }
}
