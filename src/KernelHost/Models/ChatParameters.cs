using System.Collections.Immutable;
using System.Text.Json;

namespace KernelHost.Models;

/// <summary>What a client's request asks of the model beyond an answer to its messages.</summary>
/// <param name="Strict">The client takes an error rather than an answer without one of them (<c>x-kernelhost-strict: params</c>).</param>
public sealed record ChatParameters(ImmutableArray<ChatParameter> Given, bool Strict)
{
    /// <summary>The members of a request's body that are parameters, but for those that only say what is so anyway.</summary>
    public static ChatParameters In(JsonElement body, bool strict) => new(
        [.. body.EnumerateObject().Where(member => IsParameter(member.Name)).Select(member => new ChatParameter(member.Name, member.Value)).Where(parameter => !parameter.IsDefault)],
        strict);

    // The host's own affair, whichever model answers.
    private static bool IsParameter(string name) => name is not ("model" or "messages" or "stream" or "stream_options");
}
