using ClaudeSidecar.Context.Git;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Context.Workspace;

/// <summary>One folder that is kept in mind: what is known of it, and what is to be read again.</summary>
internal sealed partial class WorkspaceEntry : IDisposable
{
    // Changes come in crowds: one reading for all of them.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(300);

    // A folder that takes long to read is read less often: at most a fifth of one core.
    private const int RestPerReading = 4;

    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly WorkspaceReader _reader;
    private readonly FolderWatches _watches;
    private readonly WorkspaceWorker _worker;
    private readonly Action<WorkspaceSnapshot> _changed;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<string?> _listener;
    private volatile WorkspaceSnapshot? _snapshot;
    private LookedAt _texts = new();
    private LookedAt _git = new();
    private Part _stale = Part.All;
    private TimeSpan _rest;
    private ITimer? _timer;
    private bool _ended;

    /// <summary>Begins to read and to watch, on the worker.</summary>
    public WorkspaceEntry(
        string folder, WorkspaceReader reader, FolderWatches watches, WorkspaceWorker worker, Action<WorkspaceSnapshot> changed, TimeProvider time, ILogger logger)
    {
        (_folder, _reader, _watches, _worker, _changed, _time, _logger) = (folder, reader, watches, worker, changed, time, logger);
        _listener = OnChange;
        _worker.Add(Refresh);
    }

    [Flags]
    private enum Part
    {
        None = 0,
        Texts = 1,
        Git = 2,
        All = Texts | Git,
    }

    /// <summary>What is known now; null until the first reading is over.</summary>
    public WorkspaceSnapshot? Snapshot => _snapshot;

    /// <summary>Something in the folder may have changed that nobody watches: it is read again soon.</summary>
    public void Touch() => Mark(Part.All);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
            _timer?.Dispose();
        }

        _watches.Set(new HashSet<WatchedFolder>(), _listener);
    }

    private void OnChange(string? path)
    {
        Part concerned;
        lock (_lock)
        {
            concerned = path is null
                ? Part.All
                : (_texts.Concerns(path) ? Part.Texts : Part.None) | (_git.Concerns(path) ? Part.Git : Part.None);
        }

        Mark(concerned);
    }

    private void Mark(Part part)
    {
        lock (_lock)
        {
            if (part != Part.None && !_ended)
            {
                _stale |= part;
                _timer ??= _time.CreateTimer(_ => _worker.Add(Refresh), null, Settle > _rest ? Settle : _rest, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Refresh()
    {
        Part stale;
        lock (_lock)
        {
            if (_ended)
            {
                return;
            }

            _timer?.Dispose();
            (_timer, stale, _stale) = (null, _stale, Part.None);
        }

        var begun = _time.GetTimestamp();
        try
        {
            var read = Read(stale);
            if (Watch(read.Git))
            {
                // What changed before a folder was watched would be missed.
                read = Read(Part.All);
                Watch(read.Git);
            }

            _rest = _time.GetElapsedTime(begun) * RestPerReading;
            _snapshot = read;
            _changed(read);
        }
        catch (Exception unexpected)
        {
            // The thread serves all folders: a fault with one must not take it away from the others.
            LogReadingFailed(unexpected);
        }
    }

    private WorkspaceSnapshot Read(Part stale)
    {
        var (texts, git) = (new LookedAt(), new LookedAt());
        var known = _snapshot;
        var summary = known?.Git;
        if (known is null || stale.HasFlag(Part.Git))
        {
            summary = _reader.ReadGit(_folder, summary, git);
        }

        // A repository that has come or gone is another root for everything else.
        var readsTexts = known is null || stale.HasFlag(Part.Texts) || summary?.Place != known.Git?.Place;
        var snapshot = readsTexts ? _reader.ReadTexts(_folder, summary, texts) : known! with { Git = summary };
        lock (_lock)
        {
            _texts = readsTexts ? texts : _texts;
            _git = known is null || stale.HasFlag(Part.Git) ? git : _git;
        }

        return snapshot;
    }

    private bool Watch(GitSummary? summary)
    {
        var folders = new HashSet<WatchedFolder>(_texts.Watched(folder => _reader.MayWatch(_folder, summary, folder)));
        folders.UnionWith(_git.Watched(_ => true));
        return _watches.Set(folders, _listener);
    }

    [LoggerMessage(EventId = 2540, EventName = "WorkspaceReadingFailed", Level = LogLevel.Warning, Message = "a workspace could not be read")]
    private partial void LogReadingFailed(Exception exception);
}
