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
    private readonly Action<string?> _textListener;
    private readonly Action<string?> _gitListener;
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
        _textListener = path => Changed(path, Part.Texts);
        _gitListener = path => Changed(path, Part.Git);
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

        _watches.Set(new HashSet<WatchedFolder>(), _textListener);
        _watches.Set(new HashSet<WatchedFolder>(), _gitListener);
    }

    // A null tells that changes were lost.
    private void Changed(string? path, Part part)
    {
        bool concerned;
        lock (_lock)
        {
            concerned = path is null || (part == Part.Git ? _git : _texts).Concerns(path);
        }

        Mark(concerned ? part : Part.None);
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
            _rest = _time.GetElapsedTime(begun) * RestPerReading;
            _snapshot = read;
            _changed(read);

            // What changed before a folder was watched has not been told: one more look.
            Mark(Watch(read.Git));
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

    // The parts for which a folder came in.
    private Part Watch(GitSummary? summary) =>
        (_watches.Set(_texts.Watched(folder => _reader.MayWatch(_folder, summary, folder)), _textListener) ? Part.Texts : Part.None)
        | (_watches.Set(_git.Watched(_ => true), _gitListener) ? Part.Git : Part.None);

    [LoggerMessage(EventId = 2540, EventName = "WorkspaceReadingFailed", Level = LogLevel.Warning, Message = "a workspace could not be read")]
    private partial void LogReadingFailed(Exception exception);
}
