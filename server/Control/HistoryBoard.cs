using ClaudeSidecar.Decision;
using ClaudeSidecar.Decision.Learning;
using ClaudeSidecar.Observability.History;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Settings;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Control;

/// <summary>
/// Puts what happens into the history, and what the history teaches into force where the user wants that: as an overlay of the options
/// that is made anew from the files, and is gone with <c>handover.learn</c> or with them.
/// </summary>
public sealed partial class HistoryBoard : IDisposable
{
    private readonly HistoryLog _log;
    private readonly OptionsStore _options;
    private readonly QuotaLedger _quota;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile Overlay? _overlay;
    private volatile HistoryLessons? _lessons;

    /// <summary>Begins to note readings; the log tells when there is something to learn.</summary>
    /// <param name="log">Not started yet.</param>
    /// <param name="options">What the user chose.</param>
    /// <param name="quota">Where readings come in.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to log.</param>
    public HistoryBoard(HistoryLog log, OptionsStore options, QuotaLedger quota, TimeProvider time, ILogger<HistoryBoard> logger)
    {
        (_log, _options, _quota, _time, _logger) = (log, options, quota, time, logger);
        _log.Settled += Learn;
        _quota.Told += OnTold;
    }

    /// <summary>What is shown; null before the files have been read.</summary>
    public HistoryStatus? Status
    {
        get
        {
            if (_lessons is not { } lessons)
            {
                return null;
            }

            var handover = _options.Current.Handover;
            var advice = HandoverAdvice.Of(lessons.Evidence, handover);
            return new()
            {
                Switches = lessons.Success.Switches,
                Before = View(lessons.Success.Before),
                After = View(lessons.Success.After),
                Liked = lessons.Liked,
                Disliked = lessons.Disliked,
                Learn = handover.Learn,
                Suggestions =
                [
                    .. advice.Suggestions.Select(suggestion => new SuggestionStatus
                    {
                        Option = suggestion.Option,
                        Now = suggestion.Now,
                        Value = suggestion.Value,
                        Applied = handover.Learn,
                        Text = suggestion.Text,
                        TextZh = suggestion.TextZh,
                    }),
                ],
                Text = advice.Text,
                TextZh = advice.TextZh,
                Unread = lessons.Unread,
            };
        }
    }

    /// <summary>The options with what was learnt; the very same instance where nothing is.</summary>
    /// <param name="options">What the user chose.</param>
    public SidecarOptions Over(SidecarOptions options)
    {
        if (!options.Handover.Learn || _lessons is not { } lessons)
        {
            return options;
        }

        if (_overlay is { } made && made.From == (object)options && made.Lessons == (object)lessons)
        {
            return made.To;
        }

        var advice = HandoverAdvice.Of(lessons.Evidence, options.Handover);
        var overlay = new Overlay(options, lessons, advice.Suggestions.Count == 0 ? options : options with { Handover = advice.Apply(options.Handover) });
        Tell(_overlay?.To.Handover, overlay.To.Handover, advice);
        _overlay = overlay;
        return overlay.To;
    }

    /// <summary>A session has gone elsewhere.</summary>
    /// <param name="id">Names the switch.</param>
    /// <param name="request">The request that went with it.</param>
    /// <param name="from">Who answered before.</param>
    /// <param name="to">Who answers, and why.</param>
    public void Switched(string id, RouteRequest request, string from, RouteCandidate to)
    {
        var (session, agent) = Parts(request.SessionKey);
        _log.Add(new SwitchRecord
        {
            At = _time.GetUtcNow(),
            Id = id,
            Session = session,
            Agent = agent,
            From = from,
            To = to.Provider,
            Trigger = SwitchTriggers.Of(to.Reason),
            Reason = to.Reason.Word(),
            InTurn = request.InToolLoop,
        });
    }

    /// <summary>The user has judged a switch.</summary>
    /// <param name="good">True for a thumb up.</param>
    /// <param name="judged">The switch; null when there was none yet.</param>
    public void Judged(bool good, SwitchStatus? judged)
    {
        var (session, agent) = Parts(judged?.Session);
        _log.Add(new FeedbackRecord
        {
            At = _time.GetUtcNow(),
            Good = good,
            Session = session,
            Agent = agent,
            Switch = judged?.Id,
            Reason = judged?.Reason,
            To = judged?.To,
        });
    }

    /// <summary>A key of <see cref="RouteRequest.SessionKey"/>, taken apart.</summary>
    public static (string? Session, string? Agent) Parts(string? key) =>
        key is null ? (null, null) : key.IndexOf('/', StringComparison.Ordinal) is var at and >= 0 ? (key[..at], key[(at + 1)..]) : (key, null);

    /// <inheritdoc/>
    public void Dispose()
    {
        _log.Settled -= Learn;
        _quota.Told -= OnTold;
    }

    private void Learn()
    {
        _lessons = HistoryLessons.Of(new(_log.Folder));
        Over(_options.Current);
    }

    // On the thread that serves a request.
    private void OnTold(string account, QuotaReading reading, Spender spender) => _log.Add(new ReadingRecord
    {
        At = reading.At,
        Account = account,
        Session = spender.Session,
        Source = reading.Source,
        Model = spender.Model,
        StartsTurn = spender.StartsTurn,
        State = Word(reading.State),
        OnExtraUsage = reading.OnExtraUsage,
        Windows = [.. reading.Windows.Select(window => new WindowRecord(window.Name, window.Used, window.ResetsAt, Word(window.State)))],
    });

    private void Tell(HandoverOptions? before, HandoverOptions now, HandoverAdvice advice)
    {
        if (before is not null && before.SwitchBelow.Equals(now.SwitchBelow) && before.MinimumStay == now.MinimumStay)
        {
            return;
        }

        foreach (var suggestion in advice.Suggestions)
        {
            LogLearnt(suggestion.Option, suggestion.Now, suggestion.Value, suggestion.Text);
        }
    }

    private static SuccessStatus View(SuccessTally tally) => new()
    {
        Requests = tally.Requests,
        Turns = tally.Turns,
        Finished = Rounded(tally.FinishedShare),
        Failed = Rounded(tally.FailedShare),
        ToolErrors = Rounded(tally.ToolErrorShare),
    };

    private static double? Rounded(double? share) => share is { } known ? Math.Round(known, 4) : null;

    private static string Word(QuotaState state) => state switch
    {
        QuotaState.Unknown => "unknown",
        QuotaState.Allowed => "allowed",
        QuotaState.Warning => "warning",
        QuotaState.Rejected => "rejected",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    [LoggerMessage(EventId = 3540, EventName = "Learnt", Level = LogLevel.Information, Message = "{Option} is {Value} instead of {Now}, by what the history shows: {Reason} (handover.learn)")]
    private partial void LogLearnt(string option, string now, string value, string reason);

    private sealed record Overlay(SidecarOptions From, HistoryLessons Lessons, SidecarOptions To);
}
