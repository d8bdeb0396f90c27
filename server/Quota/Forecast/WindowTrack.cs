namespace ClaudeSidecar.Quota.Forecast;

/// <summary>Watches one window and says what is to be expected of it. The same small cost for each reading; not thread-safe.</summary>
/// <remarks>
/// What is learnt of the pace and of the cost of turns outlives the window: the next one of that name is as long and is used by the same
/// people. Only the level begins anew.
/// </remarks>
internal sealed class WindowTrack
{
    // Fewer make no forecast (edge case 19).
    private const int LeastReadings = 8;
    private const int LeastIncrements = 3;
    private const double LeastMinutes = 10;

    // Further away a moment is no forecast, and soon none that the calendar has.
    private const double FurthestMinutes = 60 * 24 * 60;
    private const double Coarsest = 0.01;
    private const double Finest = 0.0001;

    private readonly ConsumptionRate _rate;
    private readonly TurnCosts _turns = new();
    private readonly bool _isBucket;
    private double _resolution = Coarsest;
    private double? _level;
    private double _total;
    private double _minutes;
    private int _readings;
    private int _increments;
    private DateTimeOffset _at;

    /// <param name="name">The window's name.</param>
    public WindowTrack(string name)
    {
        _rate = new(WindowName.Length(name));
        _isBucket = WindowName.IsBucket(name);
    }

    /// <summary>Takes a reading in.</summary>
    /// <param name="window">What is known of the window now.</param>
    /// <param name="kind">What the reading means for it.</param>
    /// <param name="spender">For whom the answer was.</param>
    public void Add(QuotaWindow window, ChangeKind kind, Spender spender)
    {
        if (_isBucket || kind == ChangeKind.Stale || window is not { Used: { } used, ReadAt: { } at })
        {
            return;
        }

        // A clock that was set back makes no negative gap (edge case 21).
        var gap = _level is null || at <= _at ? TimeSpan.Zero : at - _at;
        var share = _level is not { } level || kind == ChangeKind.Corrected ? 0 : kind == ChangeKind.Renewed ? used : Math.Max(0, used - level);
        if (_level is not null)
        {
            _minutes += _rate.Add(share, gap);
        }

        _total += share;
        _readings++;
        _increments += share > 0 ? 1 : 0;
        _resolution = Math.Min(_resolution, Resolution(used));

        // Of two answers that crossed on their way the larger number is the newer one.
        _level = kind == ChangeKind.Continued ? Math.Max(_level ?? 0, used) : used;
        _at = at;
        _turns.Add(spender, _total, at);
    }

    /// <summary>What is to be expected.</summary>
    /// <param name="window">What is known of the window now.</param>
    /// <param name="now">The present moment.</param>
    public WindowOutlook Outlook(QuotaWindow window, DateTimeOffset now)
    {
        var confident = _readings >= LeastReadings && _increments >= LeastIncrements && _minutes >= LeastMinutes;
        var outlook = new WindowOutlook
        {
            Window = window,
            PerMinute = confident ? _rate.PerActiveMinute : null,

            // What is shown is rounded: as much more may have been used already.
            NextTurn = _turns.Likely() is { } likely ? Math.Min(1, likely + _resolution) : null,
            Confident = confident,
        };
        if (!confident || window.Left is not > 0 || _rate.MinutesFor(window.Left.Value, now - _at) is not var (earliest, middle, latest))
        {
            return outlook with { RunsDryAt = confident ? null : AveragePace.RunsDryAt(window, now) };
        }

        return outlook with
        {
            RunsDryAt = Before(window.ResetsAt, now, middle),
            RunsDryEarliest = Before(window.ResetsAt, now, earliest),
            RunsDryLatest = Before(window.ResetsAt, now, latest),
        };
    }

    /// <summary>What was learnt, to be kept.</summary>
    public TrackMemory Save() => new()
    {
        Level = _level,
        At = _at,
        Minutes = _minutes,
        Readings = _readings,
        Increments = _increments,
        Resolution = _resolution,
        Rate = _rate.Save(),
        Turns = _turns.Save(),
    };

    /// <summary>What was learnt before; what is not plausible is left out.</summary>
    public void Load(TrackMemory memory)
    {
        (_level, _at, _minutes) = (memory.Level is >= 0 and <= 1 ? memory.Level : null, memory.At, double.IsFinite(memory.Minutes) ? memory.Minutes : 0);
        (_readings, _increments, _resolution) = (memory.Readings, memory.Increments, Math.Clamp(memory.Resolution, 0, Coarsest));
        _rate.Load(memory.Rate);
        _turns.Load(memory.Turns);
    }

    private static DateTimeOffset? Before(DateTimeOffset? reset, DateTimeOffset now, double minutes) =>
        minutes < FurthestMinutes && now.AddMinutes(minutes) is var dry && !(dry >= reset) ? dry : null;

    // Whole percents so far; finer as soon as one reading was.
    private static double Resolution(double used) => Math.Abs(used - Math.Round(used, 2)) < 1e-9 ? Coarsest : Math.Abs(used - Math.Round(used, 3)) < 1e-9 ? Coarsest / 10 : Finest;
}
