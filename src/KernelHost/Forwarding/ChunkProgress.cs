using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Forwarding;

/// <summary>Of chat completions and completions: chunks with choices, and <c>[DONE]</c>.</summary>
internal sealed class ChunkProgress : IStreamProgress
{
    private readonly ChunkReader _chunks = new();

    public bool Answered => _chunks.Answered;

    public bool Finished => _chunks.Finished;

    public bool Over => false;

    public bool MayJustEnd => false;

    public bool EndsWithDone => true;

    public bool Read(ObjectOutline data) => data.Kind("choices"u8) == JsonTokenType.StartArray && _chunks.Read(data.Value("choices"u8).Span);

    public ReadOnlyMemory<byte> ErrorIn(ObjectOutline data) => InBandError.IsIn(data) ? data.Json : default;

    public UsageDetails? UsageIn(ObjectOutline data) => data.Kind("usage"u8) == JsonTokenType.StartObject ? UsageScan.Read(data.Value("usage"u8).Span) : null;
}
