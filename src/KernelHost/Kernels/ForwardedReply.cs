using KernelHost.Forwarding;
using KernelHost.Providers;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

/// <summary>A forwarded call's answer, in the one form it has. Disposing of it ends the upstream call and tells the host how it went.</summary>
public sealed class ForwardedReply : IAsyncDisposable
{
    private readonly Action<UsageDetails?, bool, ProviderException?> _finish;

    private ForwardedReply(ModelCallReport report, Action<UsageDetails?, bool, ProviderException?> finish) => (Report, _finish) = (report, finish);

    public ModelCallReport Report { get; }

    public ForwardedJson? Json { get; private init; }

    public ForwardedStream? Events { get; private init; }

    public ForwardedBytes? Bytes { get; private init; }

    internal static ForwardedReply Of(ForwardedAnswer answer, ModelCallReport report, Action<UsageDetails?, bool, ProviderException?> finish) => new(report, finish)
    {
        Json = (answer as ForwardedAnswer.Json)?.Whole,
        Events = (answer as ForwardedAnswer.Events)?.Stream,
        Bytes = (answer as ForwardedAnswer.Bytes)?.Content,
    };

    public async ValueTask DisposeAsync()
    {
        Json?.Dispose();
        if (Events is not null)
            await Events.DisposeAsync();
        if (Bytes is not null)
            await Bytes.DisposeAsync();
        _finish(Json?.Usage ?? Events?.Usage, Json is not null || Events?.Whole == true || Bytes?.Whole == true, Events?.Failure ?? Bytes?.Failure);
    }
}
