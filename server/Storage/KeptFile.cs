using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ClaudeSidecar.Storage;

/// <summary>
/// Keeps a value on disk as JSON, its owner's alone: written a while after it has changed, so that many changes are one file, and once
/// more when it is disposed. Whatever the disk does, nobody is failed for it.
/// </summary>
/// <typeparam name="T">What is kept.</typeparam>
public sealed class KeptFile<T> : IDisposable
    where T : class
{
    // What we keep is much less: a larger file is not ours.
    private const long LargestFile = 1 << 20;

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly JsonTypeInfo<T> _type;
    private readonly TimeSpan _delay;
    private readonly Func<T> _save;
    private readonly Action<string> _unwritten;
    private readonly ITimer _timer;
    private bool _dirty;

    /// <summary>Waits for the first change.</summary>
    /// <param name="path">The file.</param>
    /// <param name="type">Its JSON.</param>
    /// <param name="delay">A change is on disk after this at the latest.</param>
    /// <param name="time">The clock.</param>
    /// <param name="save">Gives the value as it is now.</param>
    /// <param name="unwritten">Is told why it could not be written; the next change tries again.</param>
    public KeptFile(string path, JsonTypeInfo<T> type, TimeSpan delay, TimeProvider time, Func<T> save, Action<string> unwritten)
    {
        (_path, _type, _delay, _save, _unwritten) = (path, type, delay, save, unwritten);
        _timer = time.CreateTimer(_ => Write(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What was kept; null for nothing. A file that cannot be read, or is too large to be ours, counts as none.</summary>
    /// <param name="unread">Is told the kind of the failure.</param>
    public T? Read(Action<string> unread)
    {
        try
        {
            return new FileInfo(_path) is { Exists: true, Length: < LargestFile } ? JsonSerializer.Deserialize(File.ReadAllBytes(_path), _type) : null;
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            unread(exception.GetType().Name);
            return null;
        }
    }

    /// <summary>The value has changed. Only sets a timer: it may be called on a thread that serves a request.</summary>
    public void Touch()
    {
        lock (_lock)
        {
            if (!_dirty)
            {
                _dirty = true;
                _timer.Change(_delay, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        Write();
    }

    private void Write()
    {
        lock (_lock)
        {
            if (!_dirty)
            {
                return;
            }

            _dirty = false;
        }

        try
        {
            AtomicFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(_save(), _type), ownerOnly: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _unwritten(exception.Message);
        }
    }
}
