using System.Buffers;
using System.Text.Json;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Forwarding;

/// <summary>
/// A stream of chunks of a model server, passed on event by event: bytes as they came, but for <c>model_info</c> in the first chunk and the usage when the
/// client did not ask for it. Errors in it are found, unreadable chunks are left out, and it only ends well when the answer did. For one reader.
/// </summary>
public sealed class ForwardedStream : IAsyncDisposable
{
    private static readonly byte[] ModelInfo = "model_info"u8.ToArray();

    private readonly Attempt _attempt;
    private readonly HttpResponseMessage _response;
    private readonly Stream _answer;
    private readonly bool _withUsage;
    private readonly EventBuffer _events = new();
    private readonly ObjectOutline _outline = new();
    private readonly ObjectEdit _edit;
    private readonly IStreamProgress _progress;
    private PooledBytes? _beginning = new(1024);
    private ReadOnlyMemory<byte> _modelInfo;
    private bool _done;

    private ForwardedStream(Attempt attempt, HttpResponseMessage response, Stream answer, IStreamProgress progress, ReadOnlyMemory<byte> modelInfo, bool withUsage)
    {
        (_attempt, _response, _answer, _progress, _modelInfo, _withUsage) = (attempt, response, answer, progress, modelInfo, withUsage);
        _edit = new(_outline);
    }

    /// <summary>What the model server counted; null until it says so, which is at the end.</summary>
    public UsageDetails? Usage { get; private set; }

    /// <summary>The whole answer has been read.</summary>
    public bool Whole { get; private set; }

    /// <summary>How many have come that held something of the answer.</summary>
    internal int Chunks { get; private set; }

    /// <summary>What broke it off; null when nothing did.</summary>
    internal ProviderException? Failure { get; private set; }

    /// <summary>Reads up to the first content, or to the end: until then another candidate can take over.</summary>
    /// <exception cref="ProviderException">The stream failed, or ended without an answer.</exception>
    internal static async Task<ForwardedStream> OpenAsync(
        Attempt attempt, HttpResponseMessage response, IStreamProgress progress, ReadOnlyMemory<byte> modelInfo, bool withUsage, bool held)
    {
        var stream = new ForwardedStream(attempt, response, await response.Content.ReadAsStreamAsync(attempt.Token), progress, modelInfo, withUsage);
        try
        {
            var beginning = stream._beginning ?? throw new InvalidOperationException();
            while ((held ? beginning.Length < CallTerms.MostHeld : !stream._progress.Answered) && await stream.AdvanceAsync(beginning))
            {
            }

            attempt.Commit();
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes the events that have come, at least one; false when the stream is over and nothing was written.</summary>
    /// <exception cref="ProviderException">The stream broke: what was written is not the whole answer.</exception>
    public ValueTask<bool> ReadAsync(IBufferWriter<byte> output)
    {
        if (_beginning is not { } beginning)
            return AdvanceAsync(output);
        output.Write(beginning.Span);
        beginning.Dispose();
        _beginning = null;
        return new(true);
    }

    public async ValueTask DisposeAsync()
    {
        await _answer.DisposeAsync();
        _response.Dispose();
        _attempt.Dispose();
        _events.Dispose();
        _beginning?.Dispose();
    }

    // What comes with the first content must not decide whether it is the first: errors behind it are no reason to start over.
    private bool IsAtContent => _beginning is not null && _progress.Answered;

    private async ValueTask<bool> AdvanceAsync(IBufferWriter<byte> output)
    {
        try
        {
            while (!Whole)
            {
                var written = false;
                while (!_done && !(written && IsAtContent) && _events.TryTake(out var next))
                    written |= Pass(next, output);
                if (_done || _events.Ended)
                {
                    End(output);
                    return true;
                }

                if (written)
                    return true;
                await ReceiveAsync();
            }

            return false;
        }
        catch (ProviderException failure)
        {
            Failure = failure;
            throw;
        }
    }

    private async ValueTask ReceiveAsync()
    {
        try
        {
            var count = await _attempt.ReadAsync(_answer, _events.Free());
            _events.Received(count);
            _events.Ended = count == 0;
        }
        catch (ProviderException) when (_progress.Finished)
        {
            _events.Ended = true;   // an answer that has its finish reasons is whole, however the connection ends
        }
    }

    private bool Pass(StreamEvent next, IBufferWriter<byte> output)
    {
        if (!next.HasData)
        {
            if (!next.Raw.Span.StartsWith(":"u8))
                return false;
            output.Write(":\n\n"u8);   // somebody behind us may be waiting for a sign of life, too; what it says is not for clients
            return true;
        }

        if (next.Data.Span.Trim(" "u8).SequenceEqual("[DONE]"u8))
            return !(_done = true);
        if (!TryOutline(next.Data))
            return false;

        Read();
        return Write(next, output);
    }

    /// <summary>False for a chunk that cannot be read: one bad chunk does not end a live stream.</summary>
    private bool TryOutline(ReadOnlyMemory<byte> data)
    {
        try
        {
            _outline.Read(data);
            if (_progress.ErrorIn(_outline) is { IsEmpty: false } error)
                throw FailureClassifier.ClassifyInBand(error, _attempt.Connection);
            return true;
        }
        catch (JsonException)
        {
            InBandError.ThrowIfIn(data, _attempt.Connection);
            return false;
        }
    }

    private void Read()
    {
        if (_progress.Read(_outline))
        {
            Chunks++;
            _attempt.Progress();
        }

        Usage = _progress.UsageIn(_outline) ?? Usage;
        _done |= _progress.Over;
    }

    private bool Write(StreamEvent next, IBufferWriter<byte> output)
    {
        _edit.Clear();
        if (!_withUsage && _outline.Find("usage"u8) is >= 0 and var usage)
        {
            if (_outline.Members[usage].Kind == JsonTokenType.StartObject && _outline.Value("choices"u8).Span.SequenceEqual("[]"u8))
                return false;
            _edit.Drop(usage);
        }

        if (!_modelInfo.IsEmpty)
            _edit.Set(ModelInfo, _modelInfo);
        _modelInfo = default;

        if (_edit.IsEmpty && next.DataStart >= 0)
            output.Write(next.Raw.Span);
        else
            WriteEdited(next, output);
        if (!next.Raw.Span.EndsWith("\n"u8) && !next.Raw.Span.EndsWith("\r"u8))
            output.Write("\n\n"u8);
        return true;
    }

    private void WriteEdited(StreamEvent next, IBufferWriter<byte> output)
    {
        if (next.DataStart < 0)
        {
            output.Write("data: "u8);
            _edit.WriteTo(output);
            output.Write("\n\n"u8);
            return;
        }

        output.Write(next.Raw.Span[..next.DataStart]);
        _edit.WriteTo(output);
        output.Write(next.Raw.Span[(next.DataStart + next.Data.Length)..]);
    }

    private void End(IBufferWriter<byte> output)
    {
        if (!_progress.Finished && !(_done && _progress.Answered) && !(_events.Ended && _progress.MayJustEnd))
            throw ProviderHttp.NotAnAnswer(_attempt.Connection, _progress.Answered ? "a stream that broke off" : "an empty stream");
        if (_progress.EndsWithDone || (_done && !_progress.Finished))
            output.Write("data: [DONE]\n\n"u8);
        Whole = true;
    }
}
