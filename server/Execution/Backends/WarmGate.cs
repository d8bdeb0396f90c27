namespace ClaudeSidecar.Execution.Backends;

/// <summary>
/// Lets real requests go first: each ends a warm-up that is under way, and none begins while one of them lasts. A request of the very
/// session that is being read lets it finish if that is a matter of moments: what is read is its own beginning, and a server with
/// several slots would read it again in another one, for it is late to notice that the first was given up (local-servers 3.4, 3.5).
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class WarmGate(TimeProvider time)
{
    /// <summary>How long a request lets its own session's warm-up go on.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Warming? _warming;
    private int _inside;

    /// <summary>The last real request has ended.</summary>
    public event Action? Freed;

    /// <summary>True while a real request lasts.</summary>
    public bool InUse
    {
        get
        {
            lock (_lock)
            {
                return _inside > 0;
            }
        }
    }

    /// <summary>A real request begins; it may be sent when this is done, at once as a rule. It never fails.</summary>
    /// <param name="session">The session that it belongs to; null where it names none.</param>
    public Task EnterAsync(string? session)
    {
        Warming? warming;
        lock (_lock)
        {
            _inside++;
            warming = _warming;
        }

        if (warming is not null && warming.Session == session)
        {
            return OutlastAsync(warming);
        }

        GiveUp(warming);
        return Task.CompletedTask;
    }

    /// <summary>A real request has ended, its answer included.</summary>
    public void Leave()
    {
        bool free;
        lock (_lock)
        {
            free = --_inside == 0;
        }

        if (free)
        {
            Freed?.Invoke();
        }
    }

    /// <summary>Begins a warm-up; false while a real request lasts.</summary>
    /// <param name="session">Whose prompt is read.</param>
    /// <param name="source">Cancelled by the next real request.</param>
    public bool TryWarm(string session, CancellationTokenSource source)
    {
        lock (_lock)
        {
            _warming = _inside == 0 ? new(session, source, new(TaskCreationOptions.RunContinuationsAsynchronously)) : _warming;
            return _inside == 0;
        }
    }

    /// <summary>Ends the warm-up. From then on nobody cancels it.</summary>
    public void EndWarm()
    {
        Warming? ended;
        lock (_lock)
        {
            (ended, _warming) = (_warming, null);
        }

        ended?.Ended.TrySetResult();
    }

    private async Task OutlastAsync(Warming warming)
    {
        using var enough = new CancellationTokenSource();
        await Task.WhenAny(warming.Ended.Task, Task.Delay(Grace, time, enough.Token));
        await enough.CancelAsync();
        GiveUp(warming);
    }

    // Under the lock, for whoever ends the warm-up disposes of its source afterwards. What the cancelling itself sets off is not waited for.
    private void GiveUp(Warming? warming)
    {
        lock (_lock)
        {
            if (warming is not null && _warming == warming)
            {
                _ = warming.Source.CancelAsync();
            }
        }
    }

    private sealed record Warming(string Session, CancellationTokenSource Source, TaskCompletionSource Ended);
}
