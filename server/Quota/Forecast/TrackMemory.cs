namespace ClaudeSidecar.Quota.Forecast;

/// <summary>What was learnt of one window, as it is kept over a restart.</summary>
public sealed record TrackMemory
{
    /// <summary>Share used at the last reading; null before the first.</summary>
    public double? Level { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Active minutes seen.</summary>
    public double Minutes { get; init; }

    /// <summary>Readings seen.</summary>
    public int Readings { get; init; }

    /// <summary>Readings at which more was used than before.</summary>
    public int Increments { get; init; }

    /// <summary>The finest step that readings have shown.</summary>
    public double Resolution { get; init; }

    /// <summary>The sums of the pace.</summary>
    public IReadOnlyList<double> Rate { get; init; } = [];

    /// <summary>The costs of the last turns.</summary>
    public IReadOnlyList<double> Turns { get; init; } = [];
}
