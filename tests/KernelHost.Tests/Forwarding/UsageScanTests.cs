using KernelHost.Forwarding;

namespace KernelHost.Tests.Forwarding;

public class UsageScanTests
{
    [Fact]
    public void Chat_counts_with_their_details()
    {
        var usage = UsageScan.Read("""
            {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21, "prompt_tokens_details": {"cached_tokens": 4, "audio_tokens": 0},
             "completion_tokens_details": {"reasoning_tokens": 7, "audio_tokens": 2, "accepted_prediction_tokens": 0}, "cost": 0.1, "x": [{"prompt_tokens": 99}]}
            """u8);

        Assert.Equal((9, 12, 21), (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount));
        Assert.Equal((4, 7), (usage.CachedInputTokenCount, usage.ReasoningTokenCount));
        Assert.Equal(2, Assert.Single(usage.AdditionalCounts!, count => count.Key == "completion_tokens_details.audio_tokens").Value);
    }

    [Fact]
    public void Responses_counts_under_their_own_names()
    {
        var usage = UsageScan.Read("""{"input_tokens": 3, "input_tokens_details": {"cached_tokens": 1}, "output_tokens": 5, "output_tokens_details": {"reasoning_tokens": 2}, "total_tokens": 8}"""u8);

        Assert.Equal((3, 5, 8, 1, 2), (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount, usage.CachedInputTokenCount, usage.ReasoningTokenCount));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"prompt_tokens": null, "completion_tokens": "12", "prompt_tokens_details": null, "completion_tokens_details": [1, 2]}""")]
    [InlineData("""{"prompt_tokens": 1.5, "total_tokens": {"a": [1]}}""")]
    public void What_is_no_count_is_none(string usage)
    {
        var read = UsageScan.Read(System.Text.Encoding.UTF8.GetBytes(usage));

        Assert.Equal((null, null, null), (read.InputTokenCount, read.OutputTokenCount, read.TotalTokenCount));
    }
}
