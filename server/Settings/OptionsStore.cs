using ClaudeSidecar.Storage;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Settings;

/// <summary>The configuration in force. Read again when the file changes; swapped whole, or, when the file is broken, not at all.</summary>
public sealed partial class OptionsStore : IDisposable
{
    // Editors write in several steps; one reading after the last of them is enough.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

    private readonly string _path;
    private readonly ILogger<OptionsStore> _logger;
    private readonly ITimer _debounce;
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly Lock _lock = new();
    private byte[]? _seen;
    private volatile SidecarOptions _current = new();
    private volatile string? _error;

    /// <summary>Reads the file and begins to watch it.</summary>
    /// <param name="path">The file; it need not exist.</param>
    /// <param name="time">Drives the wait for the end of a burst of changes.</param>
    /// <param name="logger">Hears of each change and each refusal.</param>
    public OptionsStore(string path, TimeProvider time, ILogger<OptionsStore> logger)
    {
        _path = Path.GetFullPath(path);
        _logger = logger;
        _debounce = time.CreateTimer(_ => Load(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Load();
        Watch(_path);
        if (LinkTarget.Of(_path) is { } target)
        {
            Watch(target); // a link into a folder of dotfiles: the change happens there
        }
    }

    /// <summary>A new configuration is in force. Raised on any thread, only when it differs from the one before.</summary>
    public event Action<SidecarOptions>? Changed;

    /// <summary>The configuration in force: an immutable snapshot; take it once for each request.</summary>
    public SidecarOptions Current => _current;

    /// <summary>Why the file's present content is not in force, every error on a line of its own; null when it is.</summary>
    public string? Error => _error;

    /// <summary>Reads the file now. True when its content is in force afterwards.</summary>
    public bool Load()
    {
        SidecarOptions changed;
        lock (_lock)
        {
            if (Read() is not { } bytes)
            {
                return false;
            }

            if (_seen is not null && bytes.AsSpan().SequenceEqual(_seen))
            {
                return _error is null;
            }

            _seen = bytes;
            var result = bytes.Length == 0 ? new OptionsResult { Options = new() } : OptionsReader.Parse(bytes, _path);
            if (result.Options is null)
            {
                Refuse(string.Join(Environment.NewLine, result.Errors));
                return false;
            }

            _error = null;
            _current = changed = result.Options;
        }

        LogLoaded(_path);
        Changed?.Invoke(changed);
        return true;
    }

    /// <summary>Stops watching.</summary>
    public void Dispose()
    {
        _watchers.ForEach(watcher => watcher.Dispose());
        _debounce.Dispose();
    }

    // A missing file is an empty one: the defaults hold.
    private byte[]? Read()
    {
        try
        {
            return File.Exists(_path) ? File.ReadAllBytes(_path) : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            _seen = null;
            Refuse($"{_path} cannot be read ({unreadable.Message.TrimEnd('.')}): give yourself the right to read it.");
            return null;
        }
    }

    private void Refuse(string error)
    {
        if (_error != error)
        {
            _error = error;
            LogRefused(error);
        }
    }

    private void Watch(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        try
        {
            var watcher = new FileSystemWatcher(folder, Path.GetFileName(path)) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size };
            watcher.Changed += (_, _) => Touch();
            watcher.Created += (_, _) => Touch();
            watcher.Deleted += (_, _) => Touch();
            watcher.Renamed += (_, _) => Touch();
            watcher.Error += (_, _) => Touch();
            watcher.EnableRaisingEvents = true;
            _watchers.Add(watcher);
        }
        catch (Exception refused) when (refused is IOException or ArgumentException)
        {
            // The folder is missing, or the system has no watches left: the file counts as of now.
            LogUnwatched(folder, refused.Message);
        }
    }

    private void Touch() => _debounce.Change(Settling, Timeout.InfiniteTimeSpan);

    [LoggerMessage(EventId = 1000, EventName = "OptionsLoaded", Level = LogLevel.Debug, Message = "{Path} is in force")]
    private partial void LogLoaded(string path);

    [LoggerMessage(EventId = 1001, EventName = "OptionsRefused", Level = LogLevel.Warning, Message = "The configuration stays as it was: {Error}")]
    private partial void LogRefused(string error);

    [LoggerMessage(EventId = 1002, EventName = "OptionsUnwatched", Level = LogLevel.Warning, Message = "{Folder} cannot be watched ({Reason}); restart the sidecar after a change of its configuration")]
    private partial void LogUnwatched(string folder, string reason);
}
