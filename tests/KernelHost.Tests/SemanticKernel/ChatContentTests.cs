using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace KernelHost.Tests.SemanticKernel;

public sealed class ChatContentTests
{
    [Fact]
    public void A_conversation_grows_in_order()
    {
        var history = new ChatHistory("be kind");
        history.AddUserMessage("hi");
        history.AddAssistantMessage("hello");
        history.AddDeveloperMessage("note");
        history.AddRange([new ChatMessageContent(AuthorRole.Tool, "result")]);

        Assert.Equal(["system", "user", "assistant", "developer", "tool"], history.Select(m => m.Role.Label));
        history.RemoveRange(1, 3);
        Assert.Equal(["be kind", "result"], history.Select(m => m.Content));
    }

    [Fact]
    public void Roles_ignore_case() => Assert.Equal(AuthorRole.User, new AuthorRole("USER"));

    [Fact]
    public void A_messages_content_is_its_first_text()
    {
        var message = new ChatMessageContent(AuthorRole.User, [new ImageContent(new Uri("http://x/y.png")), new TextContent("a"), new TextContent("b")]);

        Assert.Equal("a", message.Content);
        message.Content = "c";
        Assert.Equal(["c", "b"], message.Items.OfType<TextContent>().Select(t => t.Text));
        Assert.Equal("c", message.ToString());
    }

    [Fact]
    public void An_empty_message_has_no_content()
    {
        Assert.Null(new ChatMessageContent(AuthorRole.Assistant, (string?)null).Content);
        Assert.Equal("", new ChatMessageContent().ToString());
        Assert.Empty(new StreamingChatMessageContent(AuthorRole.Assistant, null).Items);
    }

    [Fact]
    public void Bytes_and_data_uris_are_the_same_picture()
    {
        var image = new ImageContent(new byte[] { 1, 2, 3 }, "image/png");
        var same = new ImageContent(image.DataUri!);

        Assert.Equal("data:image/png;base64,AQID", image.DataUri);
        Assert.Equal("image/png", same.MimeType);
        Assert.Equal([1, 2, 3], same.Data!.Value.ToArray());
        Assert.False(new ImageContent(new Uri("http://x/y.png")).CanRead);
        Assert.Throws<UriFormatException>(() => new ImageContent("nonsense"));
    }

    [Fact]
    public void Roles_survive_json()
    {
        var json = System.Text.Json.JsonSerializer.Serialize(new ChatHistory("hi", AuthorRole.User));
        var history = System.Text.Json.JsonSerializer.Deserialize<ChatHistory>(json);

        Assert.Equal(AuthorRole.User, Assert.Single(history!).Role);
        Assert.Equal("hi", history![0].Content);
    }
}
