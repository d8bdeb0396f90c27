namespace ClaudeSidecar.Tests.Replay;

/// <summary>The machine's clock: the true time, and by how much the machine is wrong.</summary>
internal sealed class ReplayClock(DateTimeOffset start) : TimeProvider
{
    /// <summary>What the upstream's clock says.</summary>
    public DateTimeOffset True { get; set; } = start;

    /// <summary>How far the machine's clock is ahead.</summary>
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => True + Ahead;

    // It is set forward and back; this one never is.
    public override long GetTimestamp() => True.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;
}
