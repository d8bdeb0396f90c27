using ClaudeSidecar.Quota;
using ClaudeSidecar.Storage;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Control;

/// <summary>Keeps the ledger over a restart, so that a limit that still holds is known at once, and one that has ended is too (edge case 35).</summary>
public sealed partial class QuotaArchive : IDisposable
{
    /// <summary>A reading is on disk after this at the latest.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(10);

    private readonly QuotaLedger _ledger;
    private readonly KeptFile<QuotaMemory> _file;
    private readonly ILogger _logger;

    /// <summary>Gives the ledger what was kept, and keeps what it hears from now on. A file that cannot be read counts as none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ledger">Still empty.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to log.</param>
    public QuotaArchive(string path, QuotaLedger ledger, TimeProvider time, ILogger<QuotaArchive> logger)
    {
        (_ledger, _logger) = (ledger, logger);
        _file = new(path, QuotaJson.Default.QuotaMemory, Delay, time, ledger.Save, LogUnwritten);
        if (_file.Read(LogUnread) is { } memory)
        {
            ledger.Load(memory);
        }

        ledger.Changed += _file.Touch;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ledger.Changed -= _file.Touch;
        _file.Dispose();
    }

    [LoggerMessage(EventId = 3520, EventName = "QuotaUnread", Level = LogLevel.Warning, Message = "The kept quota could not be read ({Kind}): it comes anew with the next answer")]
    private partial void LogUnread(string kind);

    [LoggerMessage(EventId = 3521, EventName = "QuotaUnwritten", Level = LogLevel.Warning, Message = "The quota could not be kept: {Reason}")]
    private partial void LogUnwritten(string reason);
}
