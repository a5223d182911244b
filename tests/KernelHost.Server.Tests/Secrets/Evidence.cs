using System.Buffers;
using System.Collections.Concurrent;
using System.Text;

namespace KernelHost.Server.Tests.Secrets;

/// <summary>Everything that came out of a host, and the search through it. Thread-safe.</summary>
internal sealed class Evidence
{
    private readonly ConcurrentQueue<(string Where, string Text)> _texts = new();
    private readonly ConcurrentDictionary<string, bool> _secrets = new() { [Canaries.Mark[..9]] = true };   // less than all of it: a secret may be cut

    public int Count => _texts.Count;

    /// <param name="shown">The one secret that may be seen there: a key in the answer that creates it.</param>
    public void Add(string where, string text, string? shown = null) => _texts.Enqueue((where, shown is null ? text : Once(text, shown)));

    public void Add(string where, ReadOnlySpan<byte> bytes) => Add(where, Encoding.Latin1.GetString(bytes));

    /// <summary>Every file below a directory, as it lies there.</summary>
    public void AddFiles(string directory, params string[] except)
    {
        foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Where(file => !except.Contains(Path.GetFileName(file)) && new FileInfo(file).Length > 0))   // the lock is empty, and nobody else can open it
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            Add($"file {Path.GetFileName(file)}", bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        }
    }

    /// <summary>A secret the host made, to be looked for like the others.</summary>
    public void LookFor(string secret) => _secrets[secret] = true;

    /// <summary>Where a secret was found, each place once, with what stands around it.</summary>
    public IReadOnlyList<string> Leaks()
    {
        // A key that was cut is found by its first characters, too.
        var forms = _secrets.Keys.SelectMany(secret => Canaries.FormsOf(secret.Length > 24 ? secret[..16] : secret)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var search = SearchValues.Create([.. forms], StringComparison.OrdinalIgnoreCase);
        return [.. _texts.Select(one => (one.Where, At: one.Text.AsSpan().IndexOfAny(search), one.Text)).Where(one => one.At >= 0)
            .Select(one => $"{one.Where}: …{Around(one.Text, one.At)}…").Distinct()];
    }

    public IEnumerable<string> Texts(string where) => _texts.Where(one => one.Where == where).Select(one => one.Text);

    public void HoldsNoSecret()
    {
        var leaks = Leaks();
        if (leaks.Count > 0)
        {
            Assert.Fail($"{leaks.Count} leaks in {Count} texts:\n{string.Join('\n', leaks.Take(40))}");
        }
    }

    private static string Once(string text, string shown)
    {
        var at = text.IndexOf(shown, StringComparison.Ordinal);
        return at < 0 ? text : text.Remove(at, shown.Length);
    }

    private static string Around(string text, int at) =>
        string.Concat(text[Math.Max(0, at - 160)..Math.Min(text.Length, at + 80)].Select(c => char.IsControl(c) ? '.' : c));
}
