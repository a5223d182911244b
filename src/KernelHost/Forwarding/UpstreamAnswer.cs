using Microsoft.Extensions.AI;

namespace KernelHost.Forwarding;

/// <summary>What is known of a model server's answer when its first byte is there.</summary>
internal sealed class UpstreamAnswer
{
    public string? ContentType { get; set; }

    public long? Length { get; set; }

    public int? JsonEnd { get; set; }

    public UsageDetails? Usage { get; set; }
}
