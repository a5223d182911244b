using System.Collections;
using System.Text.Json.Nodes;
using KernelHost.McpServer;

// Over standard input and output, a line for each message; several at once.
if (args is ["dies", ..])
{
    Console.Error.WriteLine($"I cannot work with {Environment.GetEnvironmentVariable("FAKE_API_KEY")}.");
    return 7;
}

var tools = new FakeTools();
var gate = new Lock();
var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
Console.Error.WriteLine("The fake server runs.");
using var ended = new CancellationTokenSource();
while (await Console.In.ReadLineAsync() is { } line)
{
    if (args is ["slow", ..])
    {
        continue;
    }

    _ = AnswerAsync((JsonObject)JsonNode.Parse(line)!);
}

await ended.CancelAsync();
if (args is ["deaf", ..])
{
    await Task.Delay(Timeout.Infinite);
}

return 0;

async Task AnswerAsync(JsonObject message)
{
    try
    {
        if (await tools.AnswerAsync(message, new(Write, Where, () => Environment.Exit(3), ended.Token)) is { } answer)
        {
            Write(answer);
        }
    }
    catch (OperationCanceledException)
    {
        // Its input was closed.
    }
}

void Write(JsonObject message)
{
    lock (gate)
    {
        output.WriteLine(message.ToJsonString());
    }
}

static JsonNode Where() => new JsonObject
{
    ["folder"] = Environment.CurrentDirectory,
    ["process"] = Environment.ProcessId,
    ["variables"] = new JsonObject(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(one => KeyValuePair.Create((string)one.Key, (JsonNode?)(string?)one.Value))),
};
