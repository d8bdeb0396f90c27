namespace ClaudeSidecar.Execution.Backends;

/// <summary>Lets real requests go first: each ends a warm-up that is under way, and none begins while one of them lasts.</summary>
internal sealed class WarmGate
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _warming;
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

    /// <summary>A real request begins. It does not wait for anything.</summary>
    public void Enter()
    {
        CancellationTokenSource? warming;
        lock (_lock)
        {
            _inside++;
            (warming, _warming) = (_warming, null);
        }

        _ = warming?.CancelAsync();
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
    /// <param name="warming">Cancelled by the next real request.</param>
    public bool TryWarm(CancellationTokenSource warming)
    {
        lock (_lock)
        {
            _warming = _inside == 0 ? warming : _warming;
            return _inside == 0;
        }
    }

    /// <summary>Ends a warm-up. From then on nobody cancels it.</summary>
    public void EndWarm(CancellationTokenSource warming)
    {
        lock (_lock)
        {
            _warming = _warming == warming ? null : _warming;
        }
    }
}
