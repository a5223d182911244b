using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Forwarding;

/// <summary>A whole JSON answer of a model server: its bytes as they came, and what the host reads of them. Not thread-safe.</summary>
public sealed class ForwardedJson : IDisposable
{
    private static readonly byte[] OnlyName = "\"model_info\":"u8.ToArray();
    private static readonly byte[] NextName = [(byte)',', .. OnlyName];

    private readonly PooledBytes _bytes;
    private readonly ReadOnlyMemory<byte> _name;        // these two take the place of the bytes between the other two
    private readonly ReadOnlyMemory<byte> _modelInfo;
    private readonly int _start;
    private readonly int _end;

    /// <param name="bytes">One JSON object; they are this answer's from now on.</param>
    /// <param name="outline">Of the bytes; not kept.</param>
    /// <param name="modelInfo">The JSON to put in as <c>model_info</c>; empty leaves the bytes as they are.</param>
    internal ForwardedJson(PooledBytes bytes, ObjectOutline outline, ReadOnlyMemory<byte> modelInfo)
    {
        (_bytes, _modelInfo) = (bytes, modelInfo);
        Usage = outline.Kind("usage"u8) == JsonTokenType.StartObject ? UsageScan.Read(outline.Value("usage"u8).Span) : null;
        Data = outline.Value("data"u8);
        if (modelInfo.IsEmpty)
            return;
        if (outline.Find("model_info"u8) is >= 0 and var theirs)
            (_start, _end) = (outline.Members[theirs].Start, outline.Members[theirs].End);
        else
            (_start, _end, _name) = (outline.Tail, outline.Tail, outline.Count > 0 ? NextName : OnlyName);
    }

    public UsageDetails? Usage { get; }

    /// <summary>As it came.</summary>
    internal ReadOnlyMemory<byte> Json => _bytes.Memory;

    /// <summary>The member <c>data</c> as it is written.</summary>
    internal ReadOnlyMemory<byte> Data { get; }

    /// <summary>Of what <see cref="WriteTo"/> writes, in bytes.</summary>
    public int Length => _bytes.Length - (_end - _start) + _name.Length + _modelInfo.Length;

    public void WriteTo(IBufferWriter<byte> output)
    {
        output.Write(_bytes.Span[.._start]);
        output.Write(_name.Span);
        output.Write(_modelInfo.Span);
        output.Write(_bytes.Span[_end..]);
    }

    public void Dispose() => _bytes.Dispose();
}
