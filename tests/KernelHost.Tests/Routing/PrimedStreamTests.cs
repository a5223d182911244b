using KernelHost.Routing;

namespace KernelHost.Tests.Routing;

public class PrimedStreamTests
{
    [Fact]
    public async Task A_stream_whose_attempt_ends_with_its_first_content_was_not_opened()
    {
        using var attempt = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PrimedStream<string>.OpenAsync(
            _ => new[] { "one", "two" }.ToAsyncEnumerable(),
            _ =>
            {
                attempt.Cancel();
                return true;
            },
            attempt.Token, CancellationToken.None));
    }
}
