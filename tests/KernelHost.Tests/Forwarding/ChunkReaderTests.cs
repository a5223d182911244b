using System.Text;
using KernelHost.Forwarding;

namespace KernelHost.Tests.Forwarding;

public class ChunkReaderTests
{
    [Theory]
    [InlineData("""[]""", false)]
    [InlineData("""[{"index":0,"delta":{"role":"assistant"},"finish_reason":null}]""", false)]
    [InlineData("""[{"index":0,"delta":{"role":"assistant","content":"","refusal":null,"tool_calls":[]}}]""", false)]
    [InlineData("""[{"index":0,"delta":null}]""", false)]
    [InlineData("""[{"index":0,"delta":{},"finish_reason":""}]""", false)]
    [InlineData("""[{"index":0,"delta":{"content":"a"}}]""", true)]
    [InlineData("""[{"delta":{"reasoning_content":"hm"},"index":0}]""", true)]
    [InlineData("""[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c"}]}}]""", true)]
    [InlineData("""[{"index":0,"delta":{"refusal":"no"}}]""", true)]
    [InlineData("""[{"index":0,"delta":{"x_vendor":{"a":1}}}]""", true)]
    [InlineData("""[{"index":0,"delta":{},"finish_reason":"stop"}]""", true)]
    [InlineData("""[{"index":0,"text":"a","logprobs":null}]""", true)]
    [InlineData("""[{"index":0,"text":""}]""", false)]
    public void Progress_is_what_a_client_could_act_on(string choices, bool progress)
    {
        var chunks = new ChunkReader();

        Assert.Equal((progress, progress), (chunks.Read(Encoding.UTF8.GetBytes(choices)), chunks.Answered));
    }

    [Fact]
    public void An_answer_is_finished_when_each_choice_that_began_is()
    {
        var chunks = new ChunkReader();

        chunks.Read("""[{"index":0,"delta":{"content":"a"}},{"index":1,"delta":{"content":"b"}}]"""u8);
        chunks.Read("""[{"index":1,"delta":{},"finish_reason":"stop"}]"""u8);
        Assert.False(chunks.Finished);

        chunks.Read("""[{"index":0,"delta":{},"finish_reason":"length"}]"""u8);
        Assert.True(chunks.Finished);
    }

    [Fact]
    public void Nothing_is_not_finished() => Assert.False(new ChunkReader().Finished);
}
