using System.Collections.Concurrent;
using ClaudeSidecar.Context.Git;
using ClaudeSidecar.Settings.ClaudeSettings;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Context.Workspace;

/// <summary>What is known of the folders in which sessions run. Nobody waits for it: it reads on a thread of its own, and again when something changes.</summary>
public sealed class WorkspaceBook : IDisposable
{
    /// <summary>Folders that are kept in mind; of more, those that were asked for longest ago are forgotten.</summary>
    public const int MostFolders = 8;

    private readonly WorkspaceReader _reader;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FolderWatches _watches = new();
    private readonly WorkspaceWorker _worker = new();
    private readonly ConcurrentDictionary<string, Kept> _folders = new(StringComparer.Ordinal);

    /// <param name="claude">Where the user's own instructions lie.</param>
    /// <param name="home">The user's home folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of readings that fail.</param>
    public WorkspaceBook(ClaudeFolders claude, string home, TimeProvider time, ILogger<WorkspaceBook> logger) =>
        (_reader, _time, _logger) = (new(claude, home, new(new LibGit2GitReader(), new())), time, logger);

    /// <summary>A folder is known anew. Raised on the reading thread; handlers return at once.</summary>
    public event Action<WorkspaceSnapshot>? Changed;

    /// <summary>What editors show of the folders.</summary>
    public EditorBook Editors { get; } = new();

    /// <summary>What was known of a folder when the question came; null when that was nothing. The first question has it read and watched from then on.</summary>
    /// <param name="folder">Absolute path.</param>
    public WorkspaceSnapshot? Of(string folder)
    {
        var (kept, isNew) = Find(folder);
        var known = isNew ? null : kept.Entry.Snapshot; // what it has had read may be there already, or not: no answer is to depend on that
        return known is not null && Editors.Of(folder) is { } editor ? known with { Editor = editor } : known;
    }

    /// <summary>A session has worked in a folder, so that files below it may have changed: work trees are not watched, they may be too large. Many calls are one reading.</summary>
    public void Touch(string folder) => Find(folder).Kept.Entry.Touch();

    /// <summary>An editor tells what it shows of a folder. It does not have the folder read: only a session's question does.</summary>
    /// <param name="editor">Which one: the same object each time.</param>
    /// <param name="folder">Absolute path.</param>
    /// <param name="state">What it shows.</param>
    public void Note(object editor, string folder, EditorState state)
    {
        Editors.Note(editor, folder, state);
        if (state.Saved)
        {
            var told = EditorBook.Key(folder);
            foreach (var kept in _folders.Where(kept => EditorBook.Contains(told, kept.Key) || EditorBook.Contains(kept.Key, told)))
            {
                kept.Value.Entry.Touch();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var kept in _folders.Values)
        {
            kept.Entry.Dispose();
        }

        _worker.Dispose();
        _watches.Dispose();
    }

    private (Kept Kept, bool IsNew) Find(string folder)
    {
        var key = EditorBook.Key(folder);
        var isNew = !_folders.TryGetValue(key, out var kept);
        if (isNew)
        {
            kept = _folders.GetOrAdd(key, static (path, book) => new(path, book), this);
            _ = kept.Entry; // begun by whoever comes first
            Forget();
        }

        kept!.AskedAt = _time.GetTimestamp();
        return (kept, isNew);
    }

    private void Forget()
    {
        foreach (var (folder, kept) in _folders.OrderByDescending(kept => kept.Value.AskedAt).Skip(MostFolders))
        {
            if (_folders.TryRemove(KeyValuePair.Create(folder, kept)))
            {
                _worker.Add(kept.Entry.Dispose); // ending watches is no matter for a request
            }
        }
    }

    // A dictionary may make two for one key: only the one that it keeps begins to read.
    private sealed class Kept(string folder, WorkspaceBook book)
    {
        private readonly Lazy<WorkspaceEntry> _entry = new(() =>
            new(folder, book._reader, book._watches, book._worker, snapshot => book.Changed?.Invoke(snapshot), book._time, book._logger));

        private long _askedAt = book._time.GetTimestamp();

        public WorkspaceEntry Entry => _entry.Value;

        public long AskedAt
        {
            get => Interlocked.Read(ref _askedAt);
            set => Interlocked.Exchange(ref _askedAt, value);
        }
    }
}
