using System.Text;
using KernelHost.Benchmarks.Speed.Parties;
using KernelHost.Benchmarks.Speed.Upstream;

namespace KernelHost.Benchmarks.Speed;

/// <summary>The requests of the rows, as whole texts.</summary>
internal static class Requests
{
    private const string ChatPath = "/v1/chat/completions";
    private const int SmallBytes = 1024;
    private const int LargeMessages = 96;
    private const int LargeMessageBytes = 600;
    private const string Prose = "The quick brown fox jumps over the lazy dog while the patient archivist files another letter under its proper heading. ";

    /// <summary>1 KB in, 0.5 KB out.</summary>
    public static string Json(RunningParty party) => Chat(party, "\"user\":\"someone\"", Small);

    /// <summary>A conversation of 96 messages, 60 KB.</summary>
    public static string Large(RunningParty party) => Chat(party, "\"user\":\"someone\"", string.Join(",", Enumerable.Range(0, LargeMessages).Select(Message)));

    public static string Stream(RunningParty party, TimeSpan pace, int chunks) => Chat(party, $"\"user\":\"{ModelRequest.Pacing(pace, chunks)}\",\"stream\":true", Small);

    /// <summary>What the host answers itself, with all its own work: a plugin, and the embedded provider over a long context.</summary>
    public static string[] OwnWork(RunningParty party) =>
    [
        Post(party, "/api/v1/plugins/Classifier/classify", """{"arguments":{"text":"My invoice is wrong and nobody answers the telephone","labels":["billing","travel","praise"]}}"""),
        Post(party, ChatPath, $$"""{"model":"embedded/extractive","messages":[{"role":"user","content":"Context: {{Words(30_000)}}\nQuestion: Where does the archivist file the letter?"}]}"""),
    ];

    private static string Small => $"{{\"role\":\"system\",\"content\":\"Be brief.\"}},{{\"role\":\"user\",\"content\":\"{Words(SmallBytes - 170)}\"}}";

    private static string Message(int number) => $"{{\"role\":\"{(number % 2 == 0 ? "user" : "assistant")}\",\"content\":\"{Words(LargeMessageBytes)}\"}}";

    private static string Words(int length) => string.Concat(Enumerable.Repeat(Prose, (length / Prose.Length) + 1))[..length];

    private static string Chat(RunningParty party, string members, string messages) =>
        Post(party, ChatPath, $"{{\"model\":\"{party.Model}\",{members},\"temperature\":0.2,\"messages\":[{messages}]}}");

    private static string Post(RunningParty party, string path, string body) =>
        $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{party.Port}\r\n{party.Headers}Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
}
