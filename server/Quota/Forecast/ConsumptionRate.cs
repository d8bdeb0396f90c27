namespace ClaudeSidecar.Quota.Forecast;

/// <summary>
/// How fast a window is used, from its readings: five sums, so that a reading costs the same however many there were. Pure but for
/// those sums; not thread-safe.
/// </summary>
/// <remarks>
/// <para>Use is taken for a compound process: at random moments somebody asks, and each answer takes a share. Of the increments between
/// readings, and of the active minutes that they took, sums are kept that lose half their weight in a tenth of the window's length
/// of activity. Their quotient is the pace.</para>
/// <para><b>Active minutes.</b> A gap of up to <see cref="LongestPause"/> counts as work. Of a longer one as much counts as the increment
/// after it explains at the pace so far: what another device used meanwhile was not used in one minute.</para>
/// <para><b>Bursts.</b> An increment counts at most <see cref="LargestJump"/> times the usual one, so that one huge request moves the pace
/// a little and many move it (edge case 19).</para>
/// <para><b>Uncertainty.</b> With J = Σd²/Σd, the usual size of a jump, a share L lasts L/pace on average, and the relative spread of that
/// is √(J/L + J/Σd): the first part is chance in what comes, the second is chance in what was seen. The bounds lie 1.28 spreads away on
/// a logarithmic scale: the tenth and the ninetieth percentile, never negative, never infinite.</para>
/// <para><b>Idle times.</b> Working days are not whole days: the pace is slowed by the share of active time in all time, which is kept
/// over half a window, beginning with an hour or more that counts as active.</para>
/// </remarks>
internal sealed class ConsumptionRate
{
    /// <summary>A longer gap between two readings is a pause.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>So many times the usual one an increment counts at most.</summary>
    public const double LargestJump = 4;

    private const double Tenth = 1.2816;
    private const double WidestSpread = 2;
    private static readonly TimeSpan UnknownLength = TimeSpan.FromHours(5);

    private readonly double _activeHalfLife;
    private readonly double _wallHalfLife;
    private readonly double _assumedActive;
    private double _used;
    private double _usedSquared;
    private double _activeMinutes;
    private double _dutyActive;
    private double _dutyWall;

    /// <param name="length">The window's length; null where it is not known.</param>
    public ConsumptionRate(TimeSpan? length)
    {
        var minutes = (length ?? UnknownLength).TotalMinutes;
        _activeHalfLife = minutes / 10;
        _wallHalfLife = minutes / 2;
        _assumedActive = Math.Max(60, minutes / 40);
    }

    /// <summary>Share used in an active minute; 0 before anything was used.</summary>
    public double PerActiveMinute => _activeMinutes > 0 ? _used / _activeMinutes : 0;

    /// <summary>Share of the time that is active, 0 … 1.</summary>
    /// <param name="idle">Minutes since the last reading that no reading has told of.</param>
    private double Duty(double idle) => (_dutyActive + _assumedActive) / (_dutyWall + Math.Max(0, idle) + _assumedActive);

    /// <summary>The usual size of a jump.</summary>
    private double Jump => _used > 0 ? _usedSquared / _used : 0;

    /// <summary>Takes an increment in.</summary>
    /// <param name="share">What was used since the reading before; at least 0.</param>
    /// <param name="gap">How long ago that was; at least zero.</param>
    /// <returns>The active minutes that it is taken to have lasted.</returns>
    public double Add(double share, TimeSpan gap)
    {
        var counted = Jump > 0 ? Math.Min(share, LargestJump * Jump) : share;
        var minutes = ActiveMinutes(counted, gap);
        var fade = Math.Pow(0.5, minutes / _activeHalfLife);
        _used = (_used * fade) + counted;
        _usedSquared = (_usedSquared * fade) + (counted * counted);
        _activeMinutes = (_activeMinutes * fade) + minutes;

        var wallFade = Math.Pow(0.5, gap.TotalMinutes / _wallHalfLife);
        _dutyActive = (_dutyActive * wallFade) + minutes;
        _dutyWall = (_dutyWall * wallFade) + gap.TotalMinutes;
        return minutes;
    }

    /// <summary>In how many minutes a share will be used: the tenth percentile, the middle, the ninetieth. Null while nothing is used.</summary>
    /// <param name="left">The share; more than 0.</param>
    /// <param name="sinceLast">Since the last reading.</param>
    public (double Earliest, double Middle, double Latest)? MinutesFor(double left, TimeSpan sinceLast)
    {
        if (PerActiveMinute <= 0 || left <= 0)
        {
            return null;
        }

        var active = left / PerActiveMinute;
        var spread = Math.Min(WidestSpread, Math.Sqrt(Jump * ((1 / left) + (1 / _used))));
        var duty = Duty((sinceLast - LongestPause).TotalMinutes);
        return (active * Math.Exp(-Tenth * spread), active / duty, active / duty * Math.Exp(Tenth * spread));
    }

    /// <summary>The sums, to be kept.</summary>
    public IReadOnlyList<double> Save() => [_used, _usedSquared, _activeMinutes, _dutyActive, _dutyWall];

    /// <summary>The sums as they were kept; what is not plausible is left out.</summary>
    public void Load(IReadOnlyList<double> sums)
    {
        if (sums.Count == 5 && sums.All(sum => double.IsFinite(sum) && sum >= 0))
        {
            (_used, _usedSquared, _activeMinutes, _dutyActive, _dutyWall) = (sums[0], sums[1], sums[2], sums[3], sums[4]);
        }
    }

    private double ActiveMinutes(double share, TimeSpan gap)
    {
        if (gap <= LongestPause)
        {
            return gap.TotalMinutes;
        }

        var explained = PerActiveMinute > 0 ? share / PerActiveMinute : LongestPause.TotalMinutes;
        return Math.Clamp(explained, 1, gap.TotalMinutes);
    }
}
