namespace ClaudeSidecar.Observability;

/// <summary>Knows how long there has been nothing to do: the background process stops when that is long enough.</summary>
public sealed class ActivityClock(TimeProvider time)
{
    private long _last = time.GetTimestamp();
    private int _running;

    /// <summary>Requests being answered now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>How long it has been quiet; zero while a request is being answered.</summary>
    public TimeSpan Quiet => Running > 0 ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref _last));

    /// <summary>A request begins.</summary>
    public void Begin()
    {
        Interlocked.Increment(ref _running);
    }

    /// <summary>A request has ended.</summary>
    public void End()
    {
        Volatile.Write(ref _last, time.GetTimestamp());
        Interlocked.Decrement(ref _running);
    }

    /// <summary>Something happened that is no request: an editor connected or left.</summary>
    public void Touch() => Volatile.Write(ref _last, time.GetTimestamp());
}
