using System.Text.RegularExpressions;
using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Providers.Embedded.Rules;

/// <summary>The reply to a short message that gives nothing to work on: it says so, and how to get a language model.</summary>
internal static partial class Introduction
{
    private const int MaxQuoted = 200;

    private const string WhoIAm = "This is KernelHost's embedded provider, which is not a language model: it works only with text in the request "
        + "(give it passages and a question, a list of labels, or a JSON schema).";

    private const string HowToConfigure = "No language model is configured for this call. To get one, set OPENAI_API_KEY or OLLAMA_BASE_URL and restart, or add a provider to the organisation's config.";

    public static string To(string message, bool brief)
    {
        var opening = Opening(message.Trim());
        return brief ? $"{opening} No language model is configured for this call; this is KernelHost's embedded provider." : $"{opening} {WhoIAm} {HowToConfigure}";
    }

    private static string Opening(string message) => message switch
    {
        "" => "The message is empty.",
        _ when Say().Match(message) is { Success: true } said => Naming.ToTitle(said.Groups[1].Value.Trim()) + "!",
        _ when Greeting().IsMatch(message) => "Hello!",
        _ => $"I have no text to answer \"{Quoted(message)}\" from.",
    };

    private static string Quoted(string message) => (message.Length <= MaxQuoted ? message : message[..MaxQuoted] + "…").Replace('\n', ' ');

    [GeneratedRegex(@"^(?:please )?(?:say|repeat|echo)[: ]+[""'“]?([^""'”\n.!?]{1,60})[""'”.!?]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Say();

    [GeneratedRegex(@"^(?:hi|hello|hey|good (?:morning|afternoon|evening))\b[^?]{0,30}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Greeting();
}
