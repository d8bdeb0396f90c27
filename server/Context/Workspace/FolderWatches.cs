namespace ClaudeSidecar.Context.Workspace;

/// <summary>
/// The system's watches, one for each folder however many workspaces it concerns. Each is an inotify instance on Linux, of which a user has
/// 128 for all programs: beyond our share, and where the system has none left, a folder is not watched, and is read at the next turn.
/// </summary>
internal sealed class FolderWatches(int most = 40) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<WatchedFolder, Watch> _watches = [];
    private bool _ended;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _watches.Count;
            }
        }
    }

    /// <summary>Listens for somebody to exactly these folders.</summary>
    /// <param name="folders">The folders.</param>
    /// <param name="listener">Told the path of each change; null when changes were lost. Called on any thread; returns at once.</param>
    /// <returns>True when a folder came in: what is in it may have changed since it was read.</returns>
    public bool Set(IReadOnlySet<WatchedFolder> folders, Action<string?> listener)
    {
        var gone = new List<Watch>();
        var came = false;
        lock (_lock)
        {
            foreach (var (folder, watch) in _watches.ToList())
            {
                if (!folders.Contains(folder))
                {
                    watch.Listeners.Remove(listener);
                }

                if (watch.Listeners.Count == 0 || !watch.IsAlive)
                {
                    _watches.Remove(folder);
                    gone.Add(watch);
                }
            }

            foreach (var folder in folders)
            {
                came |= Listen(folder, listener);
            }
        }

        gone.ForEach(watch => watch.Dispose()); // outside: a change may be on its way in
        return came;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        List<Watch> gone;
        lock (_lock)
        {
            _ended = true;
            gone = [.. _watches.Values];
            _watches.Clear();
        }

        gone.ForEach(watch => watch.Dispose());
    }

    private bool Listen(WatchedFolder folder, Action<string?> listener)
    {
        if (!_watches.TryGetValue(folder, out var watch))
        {
            watch = _watches.Count < most && !_ended ? Watch.TryBegin(folder, this) : null;
            if (watch is null)
            {
                return false;
            }

            _watches.Add(folder, watch);
        }

        return watch.Listeners.Add(listener);
    }

    private void Tell(Watch watch, string? path)
    {
        Action<string?>[] listeners;
        lock (_lock)
        {
            listeners = [.. watch.Listeners];
        }

        Array.ForEach(listeners, listener => listener(path));
    }

    private sealed class Watch : IDisposable
    {
        private readonly FileSystemWatcher _watcher;
        private readonly DateTime _born;

        private Watch(WatchedFolder folder, FolderWatches all)
        {
            _born = Directory.GetCreationTimeUtc(folder.Path);
            _watcher = new(folder.Path)
            {
                IncludeSubdirectories = folder.Whole,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            _watcher.Changed += (_, change) => all.Tell(this, change.FullPath);
            _watcher.Created += (_, change) => all.Tell(this, change.FullPath);
            _watcher.Deleted += (_, change) => all.Tell(this, change.FullPath);
            _watcher.Renamed += (_, change) =>
            {
                all.Tell(this, change.OldFullPath);
                all.Tell(this, change.FullPath);
            };
            _watcher.Error += (_, _) => all.Tell(this, null);
        }

        public HashSet<Action<string?>> Listeners { get; } = [];

        /// <summary>False when the folder has gone, even where another has its name now: of that one the system tells nothing.</summary>
        public bool IsAlive => Directory.Exists(_watcher.Path) && Directory.GetCreationTimeUtc(_watcher.Path) == _born;

        public static Watch? TryBegin(WatchedFolder folder, FolderWatches all)
        {
            Watch? watch = null;
            try
            {
                watch = new(folder, all);
                watch._watcher.EnableRaisingEvents = true;
                return watch;
            }
            catch (Exception refused) when (refused is IOException or ArgumentException or UnauthorizedAccessException)
            {
                watch?.Dispose();
                return null;
            }
        }

        public void Dispose() => _watcher.Dispose();
    }
}
