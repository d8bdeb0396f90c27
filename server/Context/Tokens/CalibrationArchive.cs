using System.Text.Json;
using ClaudeSidecar.Storage;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Context.Tokens;

/// <summary>Keeps a <see cref="Calibration"/> over a restart, so that the first prompt of a day is cut as well as the last one of the day before.</summary>
public sealed partial class CalibrationArchive : IDisposable
{
    /// <summary>A reading is on disk after this at the latest.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(30);

    // What we write is less than 64 KB: a larger file is not ours.
    private const long LargestFile = 1 << 20;

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly Calibration _calibration;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private bool _dirty;

    /// <summary>Gives the calibration what was kept, and keeps what it learns from now on. A file that cannot be read counts as none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="calibration">Still empty.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to log.</param>
    public CalibrationArchive(string path, Calibration calibration, TimeProvider time, ILogger<CalibrationArchive> logger)
    {
        (_path, _calibration, _logger) = (path, calibration, logger);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: < LargestFile } &&
                JsonSerializer.Deserialize(File.ReadAllBytes(path), CalibrationJson.Default.IReadOnlyListModelReadings) is { } kept)
            {
                calibration.Load(kept);
            }
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            LogUnread(exception.GetType().Name);
        }

        _timer = time.CreateTimer(_ => Write(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        calibration.Changed += OnChanged;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _calibration.Changed -= OnChanged;
        _timer.Dispose();
        Write();
    }

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
            AtomicFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(_calibration.Save(), CalibrationJson.Default.IReadOnlyListModelReadings), ownerOnly: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The readings are in memory; the next one tries again.
            LogUnwritten(exception.Message);
        }
    }

    [LoggerMessage(EventId = 2500, EventName = "CalibrationUnread", Level = LogLevel.Warning, Message = "What was learnt of the models' token counts could not be read ({Kind}): it is learnt anew")]
    private partial void LogUnread(string kind);

    [LoggerMessage(EventId = 2501, EventName = "CalibrationUnwritten", Level = LogLevel.Warning, Message = "What was learnt of the models' token counts could not be kept: {Reason}")]
    private partial void LogUnwritten(string reason);
}
