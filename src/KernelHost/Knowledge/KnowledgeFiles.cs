using KernelHost.Knowledge.Index;
using KernelHost.Organizations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KernelHost.Knowledge;

/// <summary>
/// The files of knowledge bases, <c>&lt;data&gt;/knowledge/&lt;organisation id&gt;/&lt;knowledge base&gt;.*</c>, and those that are open: a bounded number, closed when nobody has asked for a while.
/// Thread-safe. Opening and closing block on files, so callers are workers.
/// </summary>
internal sealed partial class KnowledgeFiles : IDisposable
{
    private readonly Lock _one = new();
    private readonly Dictionary<string, Entry> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);   // so that a request that began before does not make them anew
    private readonly string _folder;
    private readonly KnowledgeOptions _options;
    private readonly OrganizationDirectory _organizations;
    private readonly TimeProvider _time;
    private readonly ILogger<KnowledgeFiles> _logger;
    private readonly ITimer _timer;

    public KnowledgeFiles(IOptions<KernelHostOptions> host, IOptions<KnowledgeOptions> options, OrganizationDirectory organizations, TimeProvider time, ILogger<KnowledgeFiles> logger)
    {
        (_folder, _options, _organizations, _time, _logger) = (Path.Combine(host.Value.DataDirectory, "knowledge"), options.Value, organizations, time, logger);
        _organizations.Purged += DeleteAll;
        _timer = time.CreateTimer(_ => CloseIdle(), null, _options.IdleTime, _options.IdleTime);
    }

    /// <summary>To be disposed of soon; until then it stays open.</summary>
    /// <exception cref="KnowledgeException">It is being deleted.</exception>
    public Lease Rent(KnowledgeBase knowledge)
    {
        Entry entry;
        lock (_one)
        {
            if (_deleted.Contains(knowledge.File) || _deleted.Contains(FolderOf(knowledge.OrganizationId)))
            {
                throw new KnowledgeException($"There is no knowledge base \"{knowledge.Slug}\".", "knowledge_base_not_found");
            }

            if (!_open.TryGetValue(knowledge.File, out var known))
            {
                CloseOldest();
                _open[knowledge.File] = known = new(() => Open(knowledge));
            }

            entry = known;
            entry.Users++;
            entry.LastUsed = _time.GetTimestamp();
        }

        try
        {
            return new(this, entry, entry.Index.Value);
        }
        catch
        {
            lock (_one)
            {
                entry.Users--;
                _open.Remove(knowledge.File);   // the next one tries again
            }

            throw;
        }
    }

    /// <summary>On the disk, of all of an organisation's knowledge bases, in bytes.</summary>
    public long BytesOf(Guid organization) => Sum(FolderOf(organization), "*");

    /// <summary>On the disk, in bytes.</summary>
    public long BytesOf(KnowledgeBase knowledge) => Sum(FolderOf(knowledge.OrganizationId), $"{knowledge.File}.*");

    /// <summary>Deletes a knowledge base's files, as soon as nobody uses them.</summary>
    public void Delete(KnowledgeBase knowledge)
    {
        lock (_one)
        {
            _deleted.Add(knowledge.File);
            if (_open.TryGetValue(knowledge.File, out var entry))
            {
                entry.Delete = () => DeleteFiles(knowledge);
                if (entry.Users > 0)
                {
                    return;
                }

                Close(knowledge.File, entry);
            }
        }

        DeleteFiles(knowledge);
    }

    public void Dispose()
    {
        _organizations.Purged -= DeleteAll;
        _timer.Dispose();
        lock (_one)
        {
            foreach (var (file, entry) in _open.ToArray())
            {
                Close(file, entry);
            }
        }
    }

    private KnowledgeIndex Open(KnowledgeBase knowledge)
    {
        var folder = FolderOf(knowledge.OrganizationId);
        Directory.CreateDirectory(folder);
        return new(Path.Combine(folder, $"{knowledge.File}.db"), new(knowledge.EmbeddingModel, knowledge.Chunking), _time);
    }

    private string FolderOf(Guid organization) => Path.Combine(_folder, organization.ToString("N"));

    private void Return(Entry entry)
    {
        lock (_one)
        {
            if (--entry.Users == 0 && entry.Delete is { } delete)
            {
                Close(_open.First(pair => pair.Value == entry).Key, entry);
                delete();
            }
        }
    }

    private void CloseOldest()
    {
        if (_open.Count >= _options.MostOpen && _open.Where(pair => pair.Value is { Users: 0 }).OrderBy(pair => pair.Value.LastUsed).FirstOrDefault() is { Value: { } oldest } found)
        {
            Close(found.Key, oldest);
        }
    }

    private void CloseIdle()
    {
        lock (_one)
        {
            foreach (var (file, entry) in _open.Where(pair => pair.Value.Users == 0 && _time.GetElapsedTime(pair.Value.LastUsed) >= _options.IdleTime).ToArray())
            {
                Close(file, entry);
            }
        }
    }

    private void Close(string file, Entry entry)
    {
        _open.Remove(file);
        if (entry.Index.IsValueCreated)
        {
            entry.Index.Value.Dispose();
        }
    }

    private void DeleteFiles(KnowledgeBase knowledge)
    {
        var folder = new DirectoryInfo(FolderOf(knowledge.OrganizationId));
        foreach (var file in folder.Exists ? folder.GetFiles($"{knowledge.File}.*") : [])
        {
            file.Delete();
        }
    }

    private void DeleteAll(Organization organization)
    {
        var folder = FolderOf(organization.Id);
        try
        {
            lock (_one)
            {
                _deleted.Add(folder);
            }

            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);   // what is still open of it is gone when it is closed
            }
        }
        catch (IOException failure)
        {
            LogNotDeleted(folder, failure);
        }
    }

    private static long Sum(string folder, string pattern) => Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles(pattern).Sum(LengthOf) : 0;

    // A file may be deleted between being listed and being looked at.
    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    [LoggerMessage(LogLevel.Error, "The knowledge bases of a purged organisation could not be deleted: remove the folder {Folder}.")]
    private partial void LogNotDeleted(string folder, Exception failure);

    /// <summary>The right to use an open knowledge base until it is disposed of.</summary>
    internal sealed class Lease : IDisposable
    {
        private readonly KnowledgeFiles _files;
        private Entry? _entry;

        internal Lease(KnowledgeFiles files, Entry entry, KnowledgeIndex index) => (_files, _entry, Index) = (files, entry, index);

        public KnowledgeIndex Index { get; }

        /// <summary>Whether it was deleted since; work on it is for nobody.</summary>
        public bool IsDeleted => _entry is { Delete: not null };

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _entry, null) is { } entry)
            {
                _files.Return(entry);
            }
        }
    }

    internal sealed class Entry(Func<KnowledgeIndex> open)
    {
        public Lazy<KnowledgeIndex> Index { get; } = new(open);

        public int Users { get; set; }

        public long LastUsed { get; set; }

        /// <summary>To be done when nobody uses it any more; null = it stays.</summary>
        public Action? Delete { get; set; }
    }
}
