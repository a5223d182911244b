using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Forwarding;

/// <summary>A whole JSON answer of a model server: its bytes as they came, and what the host reads of them. Not thread-safe.</summary>
public sealed class ForwardedJson : IDisposable
{
    private static readonly byte[] ModelInfo = "model_info"u8.ToArray();

    private readonly PooledBytes _bytes;
    private readonly ObjectEdit _edit;

    /// <param name="bytes">One JSON object; they are this answer's from now on.</param>
    /// <param name="modelInfo">The JSON to put in as <c>model_info</c>; empty leaves the bytes as they are.</param>
    internal ForwardedJson(PooledBytes bytes, ObjectOutline outline, ReadOnlyMemory<byte> modelInfo)
    {
        (_bytes, _edit) = (bytes, new(outline));
        Usage = outline.Kind("usage"u8) == JsonTokenType.StartObject ? UsageScan.Read(outline.Value("usage"u8).Span) : null;
        Data = outline.Value("data"u8);
        if (!modelInfo.IsEmpty)
            _edit.Set(ModelInfo, modelInfo);
    }

    public UsageDetails? Usage { get; }

    /// <summary>As it came.</summary>
    internal ReadOnlyMemory<byte> Json => _bytes.Memory;

    /// <summary>The member <c>data</c> as it is written.</summary>
    internal ReadOnlyMemory<byte> Data { get; }

    /// <summary>Of what <see cref="WriteTo"/> writes, in bytes.</summary>
    public int Length => _edit.Length;

    public void WriteTo(IBufferWriter<byte> output) => _edit.WriteTo(output);

    public void Dispose() => _bytes.Dispose();
}
