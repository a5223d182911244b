using KernelHost.Models.Rules;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

/// <summary>
/// What a stream used whose client left before its server told: servers count at the end, and bill for what they made until then. A rule of thumb for budgets, not for
/// invoices: four characters are a token, and so is a chunk.
/// </summary>
internal static class RoughUsage
{
    /// <param name="input">The request's characters.</param>
    /// <param name="chunks">That had come when the client left.</param>
    public static UsageDetails OfChunks(long input, long chunks) => Of(RequestSignals.TokensOf(input), chunks);

    /// <param name="input">The request's characters.</param>
    /// <param name="output">The answer's characters that had come.</param>
    public static UsageDetails OfCharacters(long input, long output) => Of(RequestSignals.TokensOf(input), RequestSignals.TokensOf(output));

    /// <summary>Of a chat's request in OpenAI's format.</summary>
    public static UsageDetails OfChat(ReadOnlySpan<byte> request, long chunks) => Of(RequestSignals.Read(request).Tokens, chunks);

    private static UsageDetails Of(long input, long output) => new() { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output };
}
