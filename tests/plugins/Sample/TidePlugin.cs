using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace Sample;

/// <summary>Touches everything that could keep an old version in memory, and tells which version it is.</summary>
public sealed class TidePlugin(ILogger<TidePlugin> logger) : IAsyncDisposable
{
    private bool _ended;

    /// <summary>A test that makes another version of this assembly replaces this text.</summary>
    [KernelFunction("version")]
    public string Version() => _ended ? throw new ObjectDisposedException(nameof(TidePlugin)) : "TIDE-1";

    [KernelFunction("turn")]
    public async Task<Water> TurnAsync(Water water, CancellationToken cancellationToken)
    {
        logger.LogDebug("Turning.");
        await Task.Delay(1, cancellationToken);
        return _ended ? throw new ObjectDisposedException(nameof(TidePlugin)) : water with { Levels = [.. water.Levels.Reverse()], Version = Version() };
    }

    [KernelFunction("levels")]
    public static async IAsyncEnumerable<Level> LevelsAsync(int to)
    {
        for (var i = 0; i < to; i++)
        {
            await Task.Yield();
            yield return new(i);
        }
    }

    [KernelFunction("read")]
    public static int Read(string answer) => KernelHost.ModelAnswer.TryReadJson<Water>(answer, out var water) ? water.Levels.Length : -1;

    public ValueTask DisposeAsync()
    {
        _ended = true;
        return ValueTask.CompletedTask;
    }
}

public sealed record Water([property: JsonPropertyName("levels")] Level[] Levels, [property: JsonPropertyName("version")] string? Version = null);

public sealed record Level([property: JsonPropertyName("metres")] double Metres);
