using System.Text;
using KernelHost.Models.Rules;

namespace KernelHost.Tests.Models.Rules;

public class RequestSignalsTests
{
    [Fact]
    public void Everything_a_rule_can_ask_for_is_read()
    {
        var signals = RequestSignals.Read("""
            {"model": "auto", "user": "ann", "session_id": "talk", "metadata": {"tier": "gold", "n": 1.50, "on": true, "off": false, "none": null, "deep": {"tier": "tin"}},
             "messages": [{"role": "system", "content": "12345678"}, {"role": "user", "content": "before?"}, {"role": "assistant", "content": null},
               {"content": [{"type": "text", "text": "Größe \u00e9"}, {"type": "image_url", "image_url": {"url": "data:"}}, {"text": "why?", "type": "text"}], "role": "user"}],
             "tools": [{"type": "function"}]}
            """u8);

        Assert.Equal("Größe é\nwhy?", signals.Message);
        Assert.Equal((11L, 7L), (signals.Characters, signals.Tokens));   // 8 + 7 + 11 characters
        Assert.Equal((true, true, true, true), (signals.HasQuestionMark, signals.EndsWithQuestionMark, signals.HasImages, signals.HasTools));
        Assert.Equal(["n=1.50", "off=false", "on=true", "tier=gold"], signals.Metadata.Select(member => $"{member.Key}={member.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(("ann", "talk", "ann"), (signals.User, signals.Session, signals.StickyId));
    }

    [Theory]
    [InlineData("""{"safety_identifier": "s"}""", "s")]
    [InlineData("""{"user": "u", "safety_identifier": "s"}""", "u")]
    [InlineData("""{"metadata": {"session_id": "m"}}""", "m")]
    [InlineData("""{"user": 5, "session_id": ["x"], "metadata": "x"}""", null)]
    public void Who_asks_is_found_where_clients_say_it(string body, string? id) => Assert.Equal(id, RequestSignals.Read(Encoding.UTF8.GetBytes(body)).StickyId);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}""")]
    [InlineData("""{"messages": {"role": "user"}}""")]
    [InlineData("""{"messages": ["x", 5, [{"role": "user", "content": "x"}]]}""")]
    [InlineData("""{"messages": [{"role": {"a": 1}, "content": {"text": "x"}}]}""")]
    [InlineData("""{"messages": [{"role": "user", "content": "\ud800"}]}""")]
    public void What_is_no_chat_request_has_no_signals(string body) => Assert.Equal(("", 0L, 0L), RequestSignals.Read(Encoding.UTF8.GetBytes(body)) is var none ? (none.Message, none.Characters, none.Tokens) : default);

    [Fact]
    public void A_long_message_is_measured_whole_and_kept_in_part()
    {
        var text = new string('x', 3_000_000) + "needle?";

        var signals = RequestSignals.Read(Encoding.UTF8.GetBytes($$"""{"messages": [{"role": "user", "content": "{{text}}"}]}"""));

        Assert.Equal((3_000_007L, RequestSignals.MostSearched, true, false), (signals.Characters, signals.Message.Length, signals.EndsWithQuestionMark, signals.Says("needle")));
    }

    [Fact]
    public void An_id_no_client_sends_is_passed_over() =>
        Assert.Null(RequestSignals.Read(Encoding.UTF8.GetBytes($$"""{"user": "{{new string('x', 5_000)}}"}""")).User);
}
