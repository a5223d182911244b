using System.Runtime.CompilerServices;

namespace KernelHost.Server.Tests.Chat.Golden;

/// <summary>
/// What a model server got and what the client got of it, held against the file of this name. With <c>KERNELHOST_RECORD=1</c> the files under
/// <c>tests/fixtures/openai</c> are written anew instead, to be read before they are committed.
/// </summary>
internal static class RecordedExchange
{
    public static async Task CompareAsync(RecordedChat chat, string way, string? received, HttpResponseMessage answer)
    {
        var exchange = $"""
            the model server gets:
            {received ?? "nothing"}

            the client gets {(int)answer.StatusCode}, dropped: {answer.Header("x-kernelhost-dropped-params") ?? "nothing"}
            {(chat.IsStream && answer.IsSuccessStatusCode ? await answer.GoldenEventsAsync() : await answer.GoldenAsync())}

            """;

        if (Environment.GetEnvironmentVariable("KERNELHOST_RECORD") is not null)
            await File.WriteAllTextAsync(Path.Combine(Sources(), $"{chat.Name}.{way}.txt"), exchange);
        else
            Assert.Equal(await File.ReadAllTextAsync(RecordedChat.PathOf(chat.Name, $"{way}.txt")), exchange);
    }

    private static string Sources([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../fixtures/openai"));
}
