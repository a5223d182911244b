using KernelHost.Knowledge.Index;
using KernelHost.Knowledge.Search;

namespace KernelHost.Tests.Knowledge;

public sealed class VectorScanTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vectors");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(3)]
    [InlineData(33)]
    [InlineData(384)]
    public void The_best_of_many_rows_are_those_that_a_plain_loop_finds(int dimensions)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        const int rows = 20_000;
        var all = Enumerable.Range(0, rows).Select(_ => Vector(random, dimensions)).ToArray();
        var slots = new SlotMap();
        using var file = new VectorFile(Path.Combine(_folder.FullName, "rows.vec"), dimensions);
        for (var slot = 0; slot < rows; slot++)
        {
            slots.Set(slot, slot % 7 == 0 ? SlotMap.Free : 1 + (slot % 3));
        }

        foreach (var part in Enumerable.Range(0, rows).Chunk(999))
        {
            file.Write(part[0], part.SelectMany(row => all[row]).ToArray());
        }

        var question = Vector(random, dimensions);
        using var lease = file.Rent();
        Assert.NotNull(lease);
        var found = VectorScan.Best(lease, slots, question, 20, new HashSet<int> { 1, 2 }, CancellationToken.None);
        var expected = Enumerable.Range(0, rows).Where(slot => slot % 7 != 0 && slot % 3 != 2).Select(slot => (Slot: (long)slot, Score: question.Zip(all[slot], (a, b) => a * b).Sum()))
            .OrderByDescending(one => one.Score).ThenBy(one => one.Slot).Take(20).ToArray();
        Assert.True(expected.Zip(found, (wanted, had) => Math.Abs(wanted.Score - had.Score) < 1e-3).All(near => near) && found.Length == 20, $"seed {seed}");
    }

    [Fact]
    public void A_reader_keeps_what_it_reads_while_the_file_grows_and_closes()
    {
        using var file = new VectorFile(Path.Combine(_folder.FullName, "rows.vec"), 4);
        file.Write(0, [1, 2, 3, 4]);
        using var lease = file.Rent();
        Assert.NotNull(lease);
        file.Write(1, new float[4 * 100_000]);
        file.Dispose();
        Assert.Equal([1, 2, 3, 4], lease.Span(0, 1).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => lease.Span(99_999, 1));
    }

    private static float[] Vector(Random random, int dimensions) => [.. Enumerable.Range(0, dimensions).Select(_ => random.NextSingle() - 0.5f)];
}
