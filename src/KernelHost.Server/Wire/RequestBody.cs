using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using KernelHost.Forwarding;
using KernelHost.Server.Auth;
using KernelHost.Server.Errors;

namespace KernelHost.Server.Wire;

/// <summary>The JSON object a client sent: bounded, UTF-8, not too deep. What is wrong with it is said with its position.</summary>
internal static partial class RequestBody
{
    // Schemas nest deepest of all that is sent; OpenAI itself stops at ten levels of them.
    private const int DeepestNesting = 64;

    /// <exception cref="ApiErrorException">It is too large (413), or not one JSON object in UTF-8 (400).</exception>
    public static async Task<WireValue> ReadAsync(HttpContext context, long mostBytes)
    {
        using var bytes = await ReadBytesAsync(context, mostBytes);
        return Parse(bytes.Span);
    }

    /// <summary>The body as it came; nothing in it has been looked at.</summary>
    /// <exception cref="ApiErrorException">It is too large (413).</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<PooledBytes> ReadBytesAsync(HttpContext context, long mostBytes)
    {
        if (context.Request.ContentLength > mostBytes)
            throw TooLarge(mostBytes);

        var reader = context.Request.BodyReader;
        var pending = BufferAsync(reader, mostBytes, context.RequestAborted);
        var late = !pending.IsCompleted;
        var received = await pending;
        if (late)
            context.RequireStillAccepted();

        var bytes = new PooledBytes(Math.Max((int)received.Length, 1));
        foreach (var segment in received)
            bytes.Write(segment.Span);
        reader.AdvanceTo(received.End);
        return bytes;
    }

    /// <summary>Looks a body over without building anything from it.</summary>
    /// <exception cref="ApiErrorException">It is not one JSON object in UTF-8.</exception>
    public static OpenAiRequest Outline(ReadOnlyMemory<byte> bytes)
    {
        var text = Text(bytes.Span);
        if (text.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..])
            _ = Parse(text);   // which says what it is instead
        try
        {
            RefuseHalfCharacters(text);
            return OpenAiRequest.Read(bytes[(bytes.Length - text.Length)..]);
        }
        catch (JsonException problem)
        {
            throw Malformed(problem);
        }
    }

    internal static WireValue Parse(ReadOnlySpan<byte> bytes)
    {
        bytes = Text(bytes);
        try
        {
            RefuseHalfCharacters(bytes);
            return new WireValue(JsonElement.Parse(bytes, new() { MaxDepth = DeepestNesting, AllowDuplicateProperties = false }), "").Object();
        }
        catch (JsonException problem)
        {
            throw Malformed(problem);
        }
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            throw Malformed("The body is empty: send a JSON object.");
        if (!Utf8.IsValid(bytes))
            throw Malformed("The body is not UTF-8: encode the JSON as UTF-8.");
        return bytes.StartsWith("\uFEFF"u8) ? bytes["\uFEFF"u8.Length..] : bytes;
    }

    private static async ValueTask<ReadOnlySequence<byte>> BufferAsync(PipeReader reader, long mostBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > mostBytes)
                throw TooLarge(mostBytes);
            if (read.IsCompleted)
                return read.Buffer;
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Half of a surrogate pair, written as an escape, is valid JSON that no string can hold; better said here than met later.</summary>
    internal static void RefuseHalfCharacters(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOf("\\ud"u8) < 0 && bytes.IndexOf("\\uD"u8) < 0)
            return;

        var reader = new Utf8JsonReader(bytes, new() { MaxDepth = DeepestNesting });
        while (reader.Read())
        {
            if (reader.ValueIsEscaped && !IsText(ref reader))
                throw Malformed($"The string at byte {reader.TokenStartIndex} holds half of a surrogate pair: send the whole character.");
        }
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static ApiErrorException Malformed(JsonException problem)
    {
        // The reader quotes what it met: one character helps, a word may be a secret.
        var reason = Word().Replace(problem.Message.Split(" LineNumber:", 2)[0].TrimEnd('.'), "what stands there");
        var place = problem.LineNumber is { } line ? $", at line {line + 1}, byte {problem.BytePositionInLine + 1}" : "";
        return Malformed($"The body is not valid JSON{place}: {reason}.");
    }

    [GeneratedRegex("^'.{2,}?'(?= is)", RegexOptions.Singleline)]
    private static partial Regex Word();

    private static ApiErrorException Malformed(string message) => BadRequest.Create(BadRequest.Malformed, message);

    private static ApiErrorException TooLarge(long mostBytes) => new(new(StatusCodes.Status413PayloadTooLarge, "request_too_large",
        $"The body is larger than the {mostBytes} bytes this host takes (setting Server:MaxModelRequestBytes): send less, or images as links."));
}
