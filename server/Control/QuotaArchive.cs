using System.Text.Json;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Storage;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Control;

/// <summary>Keeps the ledger over a restart, so that a limit that still holds is known at once, and one that has ended is too (edge case 35).</summary>
public sealed partial class QuotaArchive : IDisposable
{
    /// <summary>A reading is on disk after this at the latest.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(10);

    // What we write is a few kilobytes: a larger file is not ours.
    private const long LargestFile = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly QuotaLedger _ledger;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private bool _dirty;

    /// <summary>Gives the ledger what was kept, and keeps what it hears from now on. A file that cannot be read counts as none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ledger">Still empty.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to log.</param>
    public QuotaArchive(string path, QuotaLedger ledger, TimeProvider time, ILogger<QuotaArchive> logger)
    {
        (_path, _ledger, _logger) = (path, ledger, logger);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: < LargestFile } && JsonSerializer.Deserialize(File.ReadAllBytes(path), QuotaJson.Default.QuotaMemory) is { } memory)
            {
                ledger.Load(memory);
            }
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            LogUnread(exception.GetType().Name);
        }

        _timer = time.CreateTimer(_ => Write(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        ledger.Changed += OnChanged;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ledger.Changed -= OnChanged;
        _timer.Dispose();
        Write();
    }

    // On the thread that serves a request: it only sets a timer.
    private void OnChanged()
    {
        lock (_lock)
        {
            if (!_dirty)
            {
                _dirty = true;
                _timer.Change(Delay, Timeout.InfiniteTimeSpan);
            }
        }
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
            AtomicFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(_ledger.Save(), QuotaJson.Default.QuotaMemory), ownerOnly: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The numbers are in memory; the next reading tries again.
            LogUnwritten(exception.Message);
        }
    }

    [LoggerMessage(EventId = 3520, EventName = "QuotaUnread", Level = LogLevel.Warning, Message = "The kept quota could not be read ({Kind}): it comes anew with the next answer")]
    private partial void LogUnread(string kind);

    [LoggerMessage(EventId = 3521, EventName = "QuotaUnwritten", Level = LogLevel.Warning, Message = "The quota could not be kept: {Reason}")]
    private partial void LogUnwritten(string reason);
}
