namespace ClaudeSidecar.Rpc;

/// <summary>Lets a state through at most once in an interval. What comes in between waits, the latest only, and always goes in the end.</summary>
internal sealed class StateGate<T> : IDisposable
    where T : class
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly Action<T> _send;
    private readonly ITimer _timer;
    private long? _lastSent;
    private T? _waiting;

    /// <param name="interval">Least time between two.</param>
    /// <param name="time">The clock.</param>
    /// <param name="send">Called with one value at a time, in order; returns at once.</param>
    public StateGate(TimeSpan interval, TimeProvider time, Action<T> send)
    {
        _interval = interval;
        _time = time;
        _send = send;
        _timer = time.CreateTimer(_ => Release(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The state is now this.</summary>
    public void Offer(T state)
    {
        lock (_lock)
        {
            var timerRuns = _waiting is not null;
            _waiting = state;
            if (timerRuns)
            {
                return;
            }

            var left = _lastSent is { } last ? _interval - _time.GetElapsedTime(last) : TimeSpan.Zero;
            if (left > TimeSpan.Zero)
            {
                // A whole millisecond more: a timer counts in those, and must not come too early.
                _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
            }
            else
            {
                SendWaiting_NeedsLock();
            }
        }
    }

    /// <summary>Nothing is sent any more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _waiting = null;
            _timer.Dispose();
        }
    }

    private void Release()
    {
        lock (_lock)
        {
            SendWaiting_NeedsLock();
        }
    }

    // Sent under the lock: of two states the later one must arrive last.
    private void SendWaiting_NeedsLock()
    {
        if (_waiting is { } state)
        {
            _waiting = null;
            _lastSent = _time.GetTimestamp();
            _send(state);
        }
    }
}
