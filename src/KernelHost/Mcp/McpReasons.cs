using KernelHost.Security;
using ModelContextProtocol;

namespace KernelHost.Mcp;

/// <summary>Why something failed, in words for people, without what the server's definition keeps secret.</summary>
internal sealed class McpReasons(McpTarget target)
{
    private const int MostCharacters = 500;

    public static string Of(Exception failure) => failure switch
    {
        McpUnavailableException said => said.Message,
        UpstreamRefusedException refused => refused.Message,
        { InnerException: { } inner } when failure is HttpRequestException or IOException or McpException => Of(inner),
        HttpRequestException { StatusCode: { } status } => $"it answered with the status {(int)status}.",
        OperationCanceledException or TimeoutException => "it did not answer in time.",
        IOException => "the connection ended.",
        McpException protocol => protocol.Message,
        _ => $"{failure.GetType().Name}.",
    };

    /// <summary>A reason as it may be told.</summary>
    public string Scrub(string text)
    {
        foreach (var secret in (target.Server.Env ?? []).Values.Concat((target.Server.Headers ?? []).Values))
        {
            text = SecretForms.Hide(text, secret);
        }

        text = SecretForms.HideLikely(text);
        return text.Length > MostCharacters ? text[..MostCharacters] + "…" : text;
    }
}
