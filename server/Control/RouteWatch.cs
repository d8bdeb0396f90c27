using ClaudeSidecar.Decision;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Control;

/// <summary>Knows where the next new turn goes, and says when that changes: by an answer, by the user, or because a limit has ended.</summary>
public sealed class RouteWatch : IDisposable
{
    private static readonly RouteRequest NextTurn = new(SessionKey: null, Model: "", InToolLoop: false, Auxiliary: false, KnownWorkspace: true);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly RoutingState _state;
    private readonly ITimer _timer;
    private RouteStatus _current;

    /// <summary>Begins to watch.</summary>
    /// <param name="state">What routing remembers.</param>
    public RouteWatch(RoutingState state)
    {
        _state = state;
        _timer = state.Time.CreateTimer(_ => Refresh(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _current = Look(previous: null);
        state.Health.Changed += Refresh;
        state.Options.Changed += OnOptionsChanged;
        state.Quota.Changed += Refresh;
        state.Question.Changed += Refresh;
    }

    /// <summary>The route has changed.</summary>
    public event Action<RouteStatus>? Changed;

    /// <summary>The route at this moment.</summary>
    public RouteStatus Current
    {
        get
        {
            Refresh();
            return _current;
        }
    }

    /// <summary>Looks again; cheap.</summary>
    public void Refresh()
    {
        RouteStatus status;
        lock (_lock)
        {
            status = Look(_current);
            _timer.Change(Wait(status), Timeout.InfiniteTimeSpan);
            if (status == _current)
            {
                return;
            }

            _current = status;
        }

        // Two that look at once may tell in the wrong order. Whoever has told an older one tells the newest after it.
        RouteStatus told;
        do
        {
            told = status;
            Changed?.Invoke(told);
            status = Volatile.Read(ref _current);
        }
        while (told != status);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _state.Health.Changed -= Refresh;
        _state.Options.Changed -= OnOptionsChanged;
        _state.Quota.Changed -= Refresh;
        _state.Question.Changed -= Refresh;
        _timer.Dispose();
    }

    // At the end of a limit nothing else would wake us: the editor must hear that Claude is back. A timer sleeps with the machine, the
    // limit does not, so the wall clock is looked at again (edge case 21).
    private TimeSpan Wait(RouteStatus status)
    {
        var wait = status.Until - _state.Time.GetUtcNow() + TimeSpan.FromMilliseconds(50);
        return wait is not { } span || span <= TimeSpan.Zero ? Timeout.InfiniteTimeSpan : span < LongestWait ? span : LongestWait;
    }

    private void OnOptionsChanged(SidecarOptions options) => Refresh();

    private RouteStatus Look(RouteStatus? previous)
    {
        var options = _state.Options.Current;
        var candidate = _state.Plan(NextTurn, session: null).First ?? new("none", RouteReason.LeastBad);
        var provider = options.Providers.FirstOrDefault(provider => provider.Name == candidate.Provider);
        var word = candidate.Reason.Word();
        var (text, textZh) = RouteWords.Of(candidate, _state, NextTurn.Model);
        var mode = _state.Routes.All;
        var same = previous is not null && previous.Provider == candidate.Provider && previous.Reason == word && previous.Mode == mode;
        return new()
        {
            Provider = candidate.Provider,
            Local = provider?.Local ?? false,
            Model = provider?.Model,
            Mode = mode,
            Reason = word,
            Text = text,
            TextZh = textZh,
            Since = same ? previous!.Since : _state.Time.GetUtcNow(),
            Until = candidate.Until,
        };
    }
}
