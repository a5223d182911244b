using System.Buffers;
using KernelHost.Providers;
using KernelHost.Providers.Http;

namespace KernelHost.Forwarding;

/// <summary>An answer that is no JSON, as it comes: audio, subtitles, plain text. Its first bytes are there. For one reader.</summary>
public sealed class ForwardedBytes : IAsyncDisposable
{
    private const int PieceSize = 16 * 1024;

    private readonly Attempt _attempt;
    private readonly HttpResponseMessage _response;
    private readonly Stream _answer;
    private PooledBytes? _beginning = new(PieceSize);

    private ForwardedBytes(Attempt attempt, HttpResponseMessage response, Stream answer, string contentType) =>
        (_attempt, _response, _answer, ContentType) = (attempt, response, answer, contentType);

    public string ContentType { get; }

    /// <summary>Null when its end is not known before it comes.</summary>
    public long? Length { get; private set; }

    /// <summary>The whole answer has been read.</summary>
    public bool Whole { get; private set; }

    /// <summary>What broke it off; null when nothing did.</summary>
    internal ProviderException? Failure { get; private set; }

    /// <summary>Reads the first bytes, or all of them: until then another candidate can take over.</summary>
    /// <exception cref="ProviderException">It failed, or there is nothing.</exception>
    internal static async Task<ForwardedBytes> OpenAsync(Attempt attempt, HttpResponseMessage response, string contentType, bool whole)
    {
        var bytes = new ForwardedBytes(attempt, response, await response.Content.ReadAsStreamAsync(attempt.Token), contentType);
        try
        {
            await bytes.BeginAsync(whole);
            attempt.Commit();
            return bytes;
        }
        catch
        {
            await bytes.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes the bytes that have come; false when it is over and nothing was written.</summary>
    /// <exception cref="ProviderException">It broke: what was written is not the whole answer.</exception>
    public async ValueTask<bool> ReadAsync(IBufferWriter<byte> output)
    {
        if (_beginning is { } beginning)
        {
            output.Write(beginning.Span);
            beginning.Dispose();
            _beginning = null;
            return true;
        }

        if (Whole)
            return false;
        try
        {
            var piece = output.GetMemory(PieceSize);
            var count = await _attempt.ReadAsync(_answer, piece);
            ErrorInAudio.ThrowIfTelling(piece.Span[..count], _attempt.Connection);
            Whole = count == 0;
            output.Advance(count);
            _attempt.Progress();
            return !Whole;
        }
        catch (ProviderException failure)
        {
            Failure = failure;
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _answer.DisposeAsync();
        _response.Dispose();
        _attempt.Dispose();
        _beginning?.Dispose();
    }

    private async Task BeginAsync(bool whole)
    {
        var beginning = _beginning ?? throw new InvalidOperationException();
        while (await _attempt.ReadAsync(_answer, beginning.GetMemory(1)) is var count and > 0)
        {
            _attempt.Progress();
            beginning.Advance(count);
            if (!whole)
            {
                ErrorInAudio.ThrowIfFirst(beginning.Memory, _attempt.Connection);
                ErrorInAudio.ThrowIfTelling(beginning.Span, _attempt.Connection);
                Length = _response.Content.Headers.ContentLength;
                return;
            }

            if (beginning.Length > Forwarder.LargestAnswer)
                throw ProviderHttp.NotAnAnswer(_attempt.Connection, "more than the host takes in one answer");
        }

        if (beginning.Length == 0)
            throw ProviderHttp.NotAnAnswer(_attempt.Connection, "nothing");
        InBandError.ThrowIfWhole(beginning.Memory, _attempt.Connection);
        (Length, Whole) = (beginning.Length, true);
    }
}
