using ClaudeSidecar.Execution.Prepare;
using ClaudeSidecar.Observability;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Execution.Prewarm;

/// <summary>
/// Keeps models here warm: has them read the prompts that a switch would send, so that it finds them read. It does what
/// <see cref="PrewarmPolicy"/> says, one warm-up at a time, and sleeps until it is told something or a moment has come that the policy
/// named. A warm-up is no request: it moves no session, is no one's failure, and gives way to every real one.
/// </summary>
public sealed partial class Prewarmer : IAsyncDisposable
{
    private readonly PrewarmView _view;
    private readonly PowerSource _power;
    private readonly WarmBook _book;
    private readonly SidecarMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, WarmPlace> _places = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _timer;
    private CancellationTokenSource? _warming;
    private bool _awake;

    /// <summary>Makes one that waits for the first prompt.</summary>
    /// <param name="view">The rest of the sidecar.</param>
    /// <param name="power">What the machine runs on.</param>
    /// <param name="book">Is told how warm the models are.</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Gets sizes and reasons, never text of a conversation.</param>
    public Prewarmer(PrewarmView view, PowerSource power, WarmBook book, SidecarMetrics metrics, TimeProvider time, ILogger<Prewarmer> logger)
    {
        (_view, _power, _book, _metrics, _time, _logger) = (view, power, book, metrics, time, logger);
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The work under way; completed while it sleeps.</summary>
    internal Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>A session's prompt is ready. Returns at once.</summary>
    public void Offer(PreparedPrompt prompt)
    {
        lock (_lock)
        {
            if (!_places.TryGetValue(prompt.Provider, out var place))
            {
                _places[prompt.Provider] = place = new(prompt.Provider);
            }

            place.Take(prompt, _time.GetUtcNow());

            // What is being read of a prompt that was cut anew holds only up to the cut.
            if (place.Reading is { } reading && reading.Session == prompt.Session && prompt.Tokens < reading.Tokens)
            {
                _ = _warming?.CancelAsync();
            }
        }

        Look();
    }

    /// <summary>Quota, route or configuration has changed, or time has passed. Returns at once.</summary>
    public void Look()
    {
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested || _places.Count == 0)
            {
                return;
            }

            if (_places.Values.Any(place => place.Reading is not null && PrewarmPolicy.Forbids(place.Wish(_view, _time.GetUtcNow())) is not null))
            {
                _ = _warming?.CancelAsync();
            }

            if (!_awake)
            {
                _awake = true;
                Running = RunAsync(_stopping.Token);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _stopping.CancelAsync();
        await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            foreach (var place in _places.Values)
            {
                Listen(place, null);
            }
        }

        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        // What wakes it is somebody's request.
        await Task.Yield();
        while (Next() is var (place, backend, prompt, reason))
        {
            await TryAsync(place, backend, prompt, reason, cancellationToken);
        }
    }

    // What is to be warmed now, what was offered last first; null when nothing is, and then the timer is set.
    private (WarmPlace Place, IWarmable Backend, PreparedPrompt Prompt, WarmReason Reason)? Next()
    {
        List<(string Provider, WarmState? State)> states = [];
        try
        {
            lock (_lock)
            {
                var now = _time.GetUtcNow();
                TimeSpan? wait = null;
                foreach (var place in _places.Values.OrderByDescending(place => place.PreparedAt))
                {
                    Listen(place, _view.Find(place.Provider));
                    var decision = place.Decide(_view, now);
                    if (decision.Warm && place.Backend is { } backend && !_stopping.IsCancellationRequested)
                    {
                        return (place, backend, place.Prompt!, decision.Reason);
                    }

                    place.Reason = decision.Reason;
                    states.Add((place.Provider, place.State));
                    wait = decision.LookAgainIn is { } again && (wait is null || again < wait) ? again : wait;
                }

                _awake = false;
                _timer.Change(wait ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                return null;
            }
        }
        finally
        {
            states.ForEach(state => _book.Note(state.Provider, state.State));
        }
    }

    private async Task TryAsync(WarmPlace place, IWarmable backend, PreparedPrompt prompt, WarmReason reason, CancellationToken cancellationToken)
    {
        using var warming = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var site = await backend.SurveyAsync(warming.Token);
            var power = site is { Found: true, Here: true } ? await _power.LookAsync(warming.Token) : PowerState.Unknown;
            if (!Begin(place, prompt, site, PrewarmPolicy.Allows(site, power), reason, warming))
            {
                return;
            }

            var began = _time.GetTimestamp();
            var outcome = await backend.WarmAsync(prompt, warming.Token);
            End(place, prompt, outcome, _time.GetElapsedTime(began));
            Tell(place.Provider, outcome, _time.GetElapsedTime(began), reason);
        }
        catch (OperationCanceledException)
        {
            End(place, prompt, new(WarmEnd.GaveWay), TimeSpan.Zero);
        }
    }

    private bool Begin(WarmPlace place, PreparedPrompt prompt, WarmSite site, WarmDecision allowed, WarmReason reason, CancellationTokenSource warming)
    {
        WarmState? state;
        lock (_lock)
        {
            place.Site = site;
            if (!allowed.Warm)
            {
                place.Hold(allowed, _time.GetUtcNow());
                return false;
            }

            (place.Reading, place.Reason, _warming) = (prompt, reason, warming);
            state = place.State;
        }

        _book.Note(place.Provider, state);
        return true;
    }

    private void End(WarmPlace place, PreparedPrompt prompt, WarmOutcome outcome, TimeSpan took)
    {
        lock (_lock)
        {
            (place.Reading, _warming) = (null, null);
            place.Ended(prompt, outcome, took, _time.GetUtcNow());
        }
    }

    private void Tell(string provider, WarmOutcome outcome, TimeSpan took, WarmReason reason)
    {
        _metrics.Warmed(provider, outcome.End.ToString().ToLowerInvariant(), outcome.Prompt - outcome.Cached, outcome.Cached);
        switch (outcome.End)
        {
            case WarmEnd.Done:
                LogWarmed(provider, outcome.Prompt, outcome.Cached, took.TotalSeconds, reason);
                break;
            case WarmEnd.Failed:
                LogFailed(provider, outcome.Detail);
                break;
            default:
                LogGaveWay(provider, took.TotalSeconds, outcome.Detail);
                break;
        }
    }

    // Under the lock. A backend is made anew with each change of its options.
    private void Listen(WarmPlace place, IWarmable? backend)
    {
        var before = place.Backend;
        if (!place.Take(backend))
        {
            return;
        }

        if (before is not null && place.Freed is not null)
        {
            before.Freed -= place.Freed;
        }

        if (backend is not null)
        {
            place.Freed = () => OnFreed(place);
            backend.Freed += place.Freed;
        }
    }

    private void OnFreed(WarmPlace place)
    {
        lock (_lock)
        {
            place.Served();
        }

        Look();
    }

    [LoggerMessage(EventId = 3210, EventName = "Warmed", Level = LogLevel.Information, Message = "{Provider}: {Tokens} tokens are read ahead of time, {Cached} of them were there, in {Seconds:F1} s ({Reason})")]
    private partial void LogWarmed(string provider, int tokens, int cached, double seconds, WarmReason reason);

    [LoggerMessage(EventId = 3211, EventName = "WarmingFailed", Level = LogLevel.Warning, Message = "{Provider} could not be warmed up: {Detail}")]
    private partial void LogFailed(string provider, string detail);

    [LoggerMessage(EventId = 3212, EventName = "WarmingGaveWay", Level = LogLevel.Debug, Message = "{Provider}: a warm-up was given up after {Seconds:F1} s {Detail}")]
    private partial void LogGaveWay(string provider, double seconds, string detail);
}
