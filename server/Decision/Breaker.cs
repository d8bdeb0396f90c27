using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Decision;

/// <summary>
/// One backend's breaker: faults in a row, or too many among the last ones, open it for a while; then one request at a time may probe.
/// Not safe for threads: <see cref="HealthBoard"/> locks.
/// <para>
/// Not Polly's, which exists only around an awaited call: this one is asked without a call, for the order of the candidates and for the
/// status, and outlives every connection.
/// </para>
/// </summary>
internal sealed class Breaker
{
    private readonly RecentOutcomes _recent = new();
    private int _faults;
    private bool _opened;
    private DateTimeOffset _openUntil;
    private DateTimeOffset? _probeUntil;
    private DateTimeOffset _lastFault;

    /// <summary>The last fault.</summary>
    public FailureKind Cause { get; private set; }

    /// <summary>Until when it is left alone; null when it is not.</summary>
    public DateTimeOffset? OpenUntil => _opened ? _openUntil : null;

    /// <summary>True while it is not to be asked: the cooldown runs, or another request probes.</summary>
    public bool IsOpen(DateTimeOffset now) => _opened && (_openUntil > now || _probeUntil > now);

    /// <summary>True when its last try failed a short while ago: another one that worked meanwhile is stuck to.</summary>
    public bool IsShaky(DateTimeOffset now) => _faults > 0 && now < _lastFault + HealthBoard.StickySuccess;

    /// <summary>Says that a request is about to be sent. After a cooldown exactly one caller gets true, until its lease ends.</summary>
    public bool TryEnter(DateTimeOffset now)
    {
        if (!_opened || _openUntil > now)
        {
            return true;
        }

        if (_probeUntil > now)
        {
            return false;
        }

        _probeUntil = now + HealthBoard.ProbeLease;
        return true;
    }

    /// <summary>Nothing is learnt: the client gave its request up.</summary>
    public void Abandoned() => _probeUntil = null;

    /// <summary>It answered, whatever it said.</summary>
    /// <returns>True when it had been open.</returns>
    public bool Answered(DateTimeOffset now)
    {
        var changed = _opened;
        if (changed)
        {
            _recent.Clear();
        }

        _recent.Add(failed: false, now);
        (_faults, _opened, _probeUntil) = (0, false, null);
        return changed;
    }

    /// <summary>It failed.</summary>
    /// <param name="kind">How.</param>
    /// <param name="until">When it asked to be asked again; null when it did not.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>True when it is open now.</returns>
    public bool Failed(FailureKind kind, DateTimeOffset? until, DateTimeOffset now)
    {
        var probed = _opened && _openUntil <= now;
        (Cause, _lastFault, _probeUntil) = (kind, now, null);
        _faults++;
        _recent.Add(failed: true, now);
        if (!probed && _faults < HealthBoard.FaultsToOpen && !_recent.IsBad(now))
        {
            return false;
        }

        var end = now + Cooldown(kind, probed, until - now);
        (_opened, _openUntil) = (true, _opened && _openUntil > end ? _openUntil : end);
        return true;
    }

    // An overload passes sooner than an outage (edge case 6).
    private static TimeSpan Cooldown(FailureKind kind, bool probed, TimeSpan? asked) => kind switch
    {
        FailureKind.Overloaded => TimeSpan.FromTicks(Math.Clamp(
            (asked ?? HealthBoard.OverloadCooldown).Ticks, HealthBoard.OverloadCooldown.Ticks, HealthBoard.LongestOverloadCooldown.Ticks)),
        _ => probed ? HealthBoard.RepeatedCooldown : HealthBoard.Cooldown,
    };
}
