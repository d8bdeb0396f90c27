using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Observability.History;

/// <summary>
/// Writes the history. Whoever adds a record neither waits nor works: one task in the background hides the ids, follows the switches and
/// writes what has come together. What does not fit into its queue is left out and counted.
/// </summary>
public sealed partial class HistoryLog : IAsyncDisposable
{
    /// <summary>So many records may wait to be written.</summary>
    public const int Capacity = 4096;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PruneEvery = TimeSpan.FromHours(6);
    private static readonly object EndOfSilence = new();

    private readonly Channel<object> _queue = Channel.CreateBounded<object>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly Dictionary<HistoryKind, (HistoryFiles Files, ArrayBufferWriter<byte> Lines)> _files = [];
    private readonly SwitchTracker _tracker = new();
    private readonly ReadingFilter _readings = new();
    private readonly Func<int> _days;
    private readonly SidecarMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _silence;
    private TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _writing = Task.CompletedTask;
    private DateTimeOffset _pruned = DateTimeOffset.MinValue;
    private bool _settled = true;
    private bool _refused;

    /// <summary>Prepares to write; <see cref="Start"/> begins.</summary>
    /// <param name="folder">Where the files are; made when it is missing.</param>
    /// <param name="days">For how many days the user wants it kept; 0 for not at all.</param>
    /// <param name="metrics">Counts what is left out.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to log.</param>
    public HistoryLog(string folder, Func<int> days, SidecarMetrics metrics, TimeProvider time, ILogger<HistoryLog> logger)
    {
        (Folder, _days, _metrics, _time, _logger) = (folder, days, metrics, time, logger);
        foreach (var kind in Enum.GetValues<HistoryKind>())
        {
            _files[kind] = (new(folder, kind), new());
        }

        _silence = time.CreateTimer(_ => _queue.Writer.TryWrite(EndOfSilence), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>There is something new to be learnt from: at the start, and when a switch is over or the user has judged one. Raised in the background, with everything written.</summary>
    public event Action? Settled;

    /// <summary>Where the files are.</summary>
    public string Folder { get; }

    /// <summary>Begins to write.</summary>
    public void Start() => _writing = Task.Run(RunAsync);

    /// <summary>Takes a record in, at once and on any thread.</summary>
    public void Add(HistoryRecord record)
    {
        if (!_queue.Writer.TryWrite(record))
        {
            _metrics.HistoryDropped();
        }
    }

    /// <summary>Ends when all that was added before is on the disk.</summary>
    public async Task FlushAsync()
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync(written);
        Volatile.Read(ref _hurry).TrySetResult();
        await written.Task;
    }

    /// <summary>Ends the switches that are open, and writes the rest.</summary>
    public async ValueTask DisposeAsync()
    {
        await _silence.DisposeAsync();
        _queue.Writer.TryComplete();
        Volatile.Read(ref _hurry).TrySetResult(); // what came meanwhile does not wait for the end of the gathering
        await _writing;
    }

    private async Task RunAsync()
    {
        Prune();
        Tell();
        while (await _queue.Reader.WaitToReadAsync())
        {
            var hurry = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _hurry, hurry);
            Drain();

            // What comes within the next moment is written in one go with the rest; at the end there is nothing to wait for.
            await Task.WhenAny(_queue.Reader.Completion, hurry.Task, Task.Delay(Gathering, _time));
        }

        Ended(_tracker.EndAll(_time.GetUtcNow()));
        WriteAll();
    }

    private void Drain()
    {
        List<TaskCompletionSource>? waiting = null;
        var left = Capacity;
        while (left-- > 0 && _queue.Reader.TryRead(out var item))
        {
            if (item is TaskCompletionSource waits)
            {
                (waiting ??= []).Add(waits);
            }
            else if (item is HistoryRecord record && _days() > 0)
            {
                Take(record);
            }
        }

        var now = _time.GetUtcNow();
        Ended(_tracker.EndSilent(now));
        _silence.Change(_tracker.NextEnd is { } end && end > now ? end - now : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        WriteAll();
        if (now - _pruned >= PruneEvery || _days() == 0)
        {
            Prune();
        }

        if (!_settled)
        {
            Tell();
        }

        waiting?.ForEach(flushed => flushed.SetResult());
    }

    private void Take(HistoryRecord record)
    {
        switch (record)
        {
            case RequestRecord request:
                request = HistoryMark.Hide(request);
                _tracker.Take(request);
                Write(HistoryKind.Requests, request, HistoryJson.Default.RequestRecord);
                break;
            case ReadingRecord reading when _readings.Keeps(reading):
                Write(HistoryKind.Readings, HistoryMark.Hide(reading), HistoryJson.Default.ReadingRecord);
                break;
            case SwitchRecord begun:
                begun = HistoryMark.Hide(begun);
                Ended(_tracker.Begin(begun));
                Write(HistoryKind.Switches, begun, HistoryJson.Default.SwitchRecord);
                break;
            case FeedbackRecord feedback:
                Write(HistoryKind.Feedback, HistoryMark.Hide(feedback), HistoryJson.Default.FeedbackRecord);
                _settled = false;
                break;
        }
    }

    private void Ended(IReadOnlyList<SwitchRecord> ended)
    {
        foreach (var record in ended)
        {
            Write(HistoryKind.Switches, record, HistoryJson.Default.SwitchRecord);
            _settled = false;
        }
    }

    private void Write<T>(HistoryKind kind, T record, JsonTypeInfo<T> type)
    {
        var lines = _files[kind].Lines;
        try
        {
            var line = JsonSerializer.SerializeToUtf8Bytes(record, type);
            if (line.Length <= HistoryReader.LongestLine)
            {
                lines.Write(line);
                lines.Write("\n"u8);
                return;
            }
        }
        catch (ArgumentException)
        {
            // A number that JSON does not know.
        }

        _metrics.HistoryDropped();
    }

    private void WriteAll()
    {
        var now = _time.GetUtcNow();
        foreach (var (files, lines) in _files.Values.Where(file => file.Lines.WrittenCount > 0))
        {
            try
            {
                files.Append(lines.WrittenSpan, now);
                _refused = false;
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                // A full disk costs the history, not the session.
                _metrics.HistoryDropped(lines.WrittenSpan.Count((byte)'\n'));
                if (!_refused)
                {
                    LogUnwritten(refused.Message);
                }

                _refused = true;
            }

            lines.Clear();
        }
    }

    private void Prune()
    {
        _pruned = _time.GetUtcNow();
        try
        {
            foreach (var (files, _) in _files.Values)
            {
                files.Prune(_days(), _pruned);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            LogUnpruned(refused.Message);
        }
    }

    private void Tell()
    {
        _settled = true;
        try
        {
            Settled?.Invoke();
        }
        catch (Exception bug)
        {
            // Whoever learns from it must not cost us the history itself.
            LogUnlearnt(bug);
        }
    }

    [LoggerMessage(EventId = 2700, EventName = "HistoryUnwritten", Level = LogLevel.Warning, Message = "The history could not be written: {Reason}")]
    private partial void LogUnwritten(string reason);

    [LoggerMessage(EventId = 2701, EventName = "HistoryUnpruned", Level = LogLevel.Warning, Message = "Old history could not be deleted: {Reason}")]
    private partial void LogUnpruned(string reason);

    [LoggerMessage(EventId = 2702, EventName = "HistoryUnlearnt", Level = LogLevel.Error, Message = "Nothing could be learnt from the history")]
    private partial void LogUnlearnt(Exception exception);
}
