using System.Numerics;
using System.Runtime.InteropServices;
using KernelHost.Knowledge.Index;

namespace KernelHost.Knowledge.Search;

/// <summary>Exact search: the product of the question's vector with every row, on all cores. Rows and question have length 1, so the product is the cosine.</summary>
internal static class VectorScan
{
    private const int BlockRows = 8192;

    /// <param name="documents">Whose each row is; <see cref="SlotMap.Free"/> is passed over.</param>
    /// <param name="allowed">The only documents that are looked at; null = all.</param>
    /// <returns>At most <paramref name="most"/>, best first; of equals the older first.</returns>
    public static ScoredSlot[] Best(VectorMapping.Lease vectors, SlotMap documents, float[] question, int most, IReadOnlySet<int>? allowed, CancellationToken cancellationToken)
    {
        var rows = (int)Math.Min(documents.Count, vectors.Rows);
        var blocks = (rows + BlockRows - 1) / BlockRows;
        var best = new BestSlots(most);
        if (blocks <= 1)
        {
            Scan(0);
            return best.Sorted();
        }

        var merging = new Lock();
        Parallel.For(
            0, blocks, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, () => new BestSlots(most),
            (block, _, own) => ScanBlock(vectors, documents.Documents, question, block * BlockRows, Math.Min(BlockRows, rows - (block * BlockRows)), allowed, own),
            own =>
            {
                lock (merging)
                {
                    best.Add(own);
                }
            });
        return best.Sorted();

        void Scan(int start) => ScanBlock(vectors, documents.Documents, question, start, rows, allowed, best);
    }

    private static BestSlots ScanBlock(
        VectorMapping.Lease vectors, ReadOnlySpan<int> documents, float[] question, int start, int count, IReadOnlySet<int>? allowed, BestSlots best)
    {
        var rows = vectors.Span(start, count);
        for (var row = 0; row < count; row++)
        {
            var document = documents[start + row];
            if (document != SlotMap.Free && allowed?.Contains(document) is not false)
            {
                best.Offer(start + row, Product(question, rows.Slice(row * question.Length, question.Length)));
            }
        }

        return best;
    }

    /// <summary>The scalar product of two vectors of one length, four sums at a time so that the processor need not wait for one to begin the next.</summary>
    internal static float Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var x = MemoryMarshal.Cast<float, Vector<float>>(a);
        var y = MemoryMarshal.Cast<float, Vector<float>>(b);
        Vector<float> first = default, second = default, third = default, fourth = default;
        var at = 0;
        for (; at + 4 <= x.Length && at + 4 <= y.Length; at += 4)
        {
            first += x[at] * y[at];
            second += x[at + 1] * y[at + 1];
            third += x[at + 2] * y[at + 2];
            fourth += x[at + 3] * y[at + 3];
        }

        for (; at < x.Length; at++)
        {
            first += x[at] * y[at];
        }

        var sum = Vector.Sum(first + second + (third + fourth));
        for (at *= Vector<float>.Count; at < a.Length; at++)
        {
            sum += a[at] * b[at];
        }

        return sum;
    }
}
