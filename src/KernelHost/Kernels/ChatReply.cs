using KernelHost.Forwarding;
using KernelHost.Providers;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

/// <summary>The answer to a <see cref="ChatCall"/>, in the form it came in. A stream has begun; disposing of it ends the upstream call and tells the host how it went.</summary>
public abstract class ChatReply : IAsyncDisposable
{
    private ChatReply(ModelCallReport report) => Report = report;

    public ModelCallReport Report { get; }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return EndAsync();
    }

    private protected virtual ValueTask EndAsync() => default;

    /// <summary>A whole answer in OpenAI's format.</summary>
    public sealed class Forwarded : ChatReply
    {
        internal Forwarded(ForwardedJson answer, ModelCallReport report)
            : base(report) => Answer = answer;

        public ForwardedJson Answer { get; }

        private protected override ValueTask EndAsync()
        {
            Answer.Dispose();
            return default;
        }
    }

    /// <summary>A stream in OpenAI's format.</summary>
    public sealed class ForwardedEvents : ChatReply
    {
        private readonly Action<UsageDetails?, bool, ProviderException?> _finish;

        internal ForwardedEvents(ForwardedStream stream, ModelCallReport report, Action<UsageDetails?, bool, ProviderException?> finish)
            : base(report) => (Stream, _finish) = (stream, finish);

        public ForwardedStream Stream { get; }

        private protected override async ValueTask EndAsync()
        {
            await Stream.DisposeAsync();
            _finish(Stream.Usage, Stream.Whole, Stream.Failure);
        }
    }

    /// <summary>A whole answer of a chat client.</summary>
    public sealed class Spoken : ChatReply
    {
        internal Spoken(ChatResponse response, ModelCallReport report)
            : base(report) => Response = response;

        public ChatResponse Response { get; }
    }

    /// <summary>A chat client's stream.</summary>
    public sealed class SpokenUpdates : ChatReply
    {
        private readonly Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> _read;
        private readonly Func<ValueTask> _end;

        internal SpokenUpdates(RoutedUpdates updates, ModelCallReport report)
            : base(report) => (_read, _end) = (updates.ReadAsync, updates.DisposeAsync);

        private SpokenUpdates(IAsyncEnumerator<ChatResponseUpdate> begun, ModelCallReport report)
            : base(report) => (_read, _end) = (_ => RestOf(begun), begun.DisposeAsync);

        /// <param name="begun">Stands at its first update.</param>
        internal static SpokenUpdates Begun(IAsyncEnumerator<ChatResponseUpdate> begun, ModelCallReport report) => new(begun, report);

        public IAsyncEnumerable<ChatResponseUpdate> ReadAsync(CancellationToken cancellationToken) => _read(cancellationToken);

        private protected override ValueTask EndAsync() => _end();

        private static async IAsyncEnumerable<ChatResponseUpdate> RestOf(IAsyncEnumerator<ChatResponseUpdate> begun)
        {
            do
            {
                yield return begun.Current;
            }
            while (await begun.MoveNextAsync());
        }
    }
}
