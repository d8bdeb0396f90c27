using ClaudeSidecar.Storage;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Context.Tokens;

/// <summary>Keeps a <see cref="Calibration"/> over a restart, so that the first prompt of a day is cut as well as the last one of the day before.</summary>
public sealed partial class CalibrationArchive : IDisposable
{
    /// <summary>A reading is on disk after this at the latest.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(30);

    private readonly Calibration _calibration;
    private readonly KeptFile<IReadOnlyList<ModelReadings>> _file;
    private readonly ILogger _logger;

    /// <summary>Gives the calibration what was kept, and keeps what it learns from now on. A file that cannot be read counts as none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="calibration">Still empty.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to log.</param>
    public CalibrationArchive(string path, Calibration calibration, TimeProvider time, ILogger<CalibrationArchive> logger)
    {
        (_calibration, _logger) = (calibration, logger);
        _file = new(path, CalibrationJson.Default.IReadOnlyListModelReadings, Delay, time, calibration.Save, LogUnwritten);
        if (_file.Read(LogUnread) is { } kept)
        {
            calibration.Load(kept);
        }

        calibration.Changed += _file.Touch;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _calibration.Changed -= _file.Touch;
        _file.Dispose();
    }

    [LoggerMessage(EventId = 2500, EventName = "CalibrationUnread", Level = LogLevel.Warning, Message = "What was learnt of the models' token counts could not be read ({Kind}): it is learnt anew")]
    private partial void LogUnread(string kind);

    [LoggerMessage(EventId = 2501, EventName = "CalibrationUnwritten", Level = LogLevel.Warning, Message = "What was learnt of the models' token counts could not be kept: {Reason}")]
    private partial void LogUnwritten(string reason);
}
