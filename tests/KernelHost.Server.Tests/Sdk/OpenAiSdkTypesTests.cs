#pragma warning disable OPENAI001 // the SDK calls its client of responses experimental; the endpoint is not

using OpenAI;
using OpenAI.Audio;
using OpenAI.Responses;

namespace KernelHost.Server.Tests.Sdk;

/// <summary>OpenAI's own .NET client against the endpoints beside chat.</summary>
public sealed class OpenAiSdkTypesTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Speech()
    {
        var audio = (await ClientAsync()).GetAudioClient("tts-1");

        var speech = (await audio.GenerateSpeechAsync("Hello there", GeneratedSpeechVoice.Alloy)).Value;

        Assert.Equal("mp3 tts-1 alloy: Hello there", speech.ToString());
    }

    [Theory]
    [InlineData("Simple")]
    [InlineData("Verbose")]
    [InlineData("Text")]
    [InlineData("Srt")]
    public async Task Transcription(string format)
    {
        var audio = (await ClientAsync()).GetAudioClient("whisper-1");
        using var file = new MemoryStream(new byte[100_000]);

        var transcription = (await audio.TranscribeAudioAsync(file, "talk.mp3", new() { ResponseFormat = new AudioTranscriptionFormat(Wire(format)), Language = "de" })).Value;

        Assert.Contains("whisper-1: talk.mp3 (100000 bytes)", transcription.Text, StringComparison.Ordinal);
        Assert.Equal(format == "Verbose", transcription.Segments.Count > 0);
    }

    [Fact]
    public async Task A_response()
    {
        var responses = await ResponsesAsync();

        ResponseResult response = await responses.CreateResponseAsync(Ask(stream: false));

        Assert.Equal(("gpt-4o: one two", ResponseStatus.Completed), (response.GetOutputText(), response.Status));
    }

    [Fact]
    public async Task A_streamed_response()
    {
        var responses = await ResponsesAsync();

        var updates = await (await responses.CreateResponseStreamingAsync(Ask(stream: true))).ToListAsync();

        Assert.Equal("gpt-4o: one two", string.Concat(updates.OfType<StreamingResponseOutputTextDeltaUpdate>().Select(update => update.Delta)));
        Assert.Single(updates.OfType<StreamingResponseCompletedUpdate>());
    }

    private static string Wire(string format) => format switch { "Simple" => "json", "Verbose" => "verbose_json", "Text" => "text", _ => "srt" };

    private static CreateResponseOptions Ask(bool stream) => new() { Model = "gpt-4o", InputItems = { ResponseItem.CreateUserMessageItem("one two") }, StreamingEnabled = stream };

    private Task<OpenAIClient> ClientAsync() => fixture.SdkAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o", "tts-1", "whisper-1"));

    private async Task<ResponsesClient> ResponsesAsync() => (await ClientAsync()).GetResponsesClient();
}
