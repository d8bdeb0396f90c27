using ClaudeSidecar.Observability;
using ClaudeSidecar.Observability.History;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Observability.History;

/// <summary>A history in a folder of its own, and records to put into it.</summary>
internal sealed class HistoryStage : IDisposable
{
    private readonly TempFolder _folder = new();

    // Far from the clock of the files themselves.
    public ManualTime Time { get; } = new(new(2031, 5, 6, 7, 8, 9, TimeSpan.Zero));

    public SidecarMetrics Metrics { get; } = new();

    public int Days { get; set; } = 90;

    public string Folder => _folder["history"];

    public HistoryReader Reader => new(Folder);

    public string this[string file] => Path.Combine(Folder, file);

    public HistoryLog Open(ILoggerFactory? loggers = null, bool start = true)
    {
        var log = new HistoryLog(Folder, () => Days, Metrics, Time, (loggers ?? NullLoggerFactory.Instance).CreateLogger<HistoryLog>());
        if (start)
        {
            log.Start();
        }

        return log;
    }

    public async Task WriteAsync(params HistoryRecord[] records)
    {
        await using var log = Open();
        foreach (var record in records)
        {
            log.Add(record);
        }
    }

    public RequestRecord Request(string? stop = "end_turn", string session = "s", string backend = "local", int minutes = 0) => new()
    {
        At = Time.GetUtcNow().AddMinutes(minutes),
        Session = session,
        Model = "claude-sonnet-5",
        Class = "main",
        Route = "quota-window",
        Backend = backend,
        Status = 200,
        Stop = stop,
    };

    public SwitchRecord Switch(string id, string session = "s", string from = "claude", string to = "local", string reason = "quota-window", int minutes = 0) => new()
    {
        At = Time.GetUtcNow().AddMinutes(minutes),
        Id = id,
        Session = session,
        From = from,
        To = to,
        Trigger = "limit",
        Reason = reason,
    };

    public ReadingRecord Reading(double used, bool startsTurn = false, int minutes = 0) => new()
    {
        At = Time.GetUtcNow().AddMinutes(minutes),
        Account = "a",
        Session = "s",
        Source = "headers",
        StartsTurn = startsTurn,
        State = "allowed",
        Windows = [new("5h", used, Time.GetUtcNow().AddHours(3), "allowed")],
    };

    public void Append(string file, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Folder);
        using var stream = new FileStream(this[file], FileMode.Append);
        stream.Write(bytes);
    }

    public void Dispose() => _folder.Dispose();
}
