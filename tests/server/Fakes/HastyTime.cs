namespace ClaudeSidecar.Tests.Fakes;

/// <summary>A clock on which every wait is over at once; it keeps what was waited for, and can do something meanwhile.</summary>
internal sealed class HastyTime : TimeProvider
{
    public List<TimeSpan> Waits { get; } = [];

    public Action<int> DuringWait { get; set; } = static _ => { };

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Add(dueTime);
        DuringWait(Waits.Count);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
