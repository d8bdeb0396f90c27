namespace ClaudeSidecar.Observability.History;

/// <summary>
/// Finds out what became of each switch, from the requests of its session that follow: whether the turn came to its end there, what
/// failed, what was tried again, what the tools said. A switch is over when the session goes elsewhere or falls silent. Pure; not
/// thread-safe.
/// </summary>
public sealed class SwitchTracker
{
    /// <summary>A session that was silent for so long is done.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(30);

    /// <summary>So many switches are followed at once; the oldest ends first.</summary>
    public const int Capacity = 256;

    private readonly Dictionary<string, Followed> _open = new(StringComparer.Ordinal);

    /// <summary>When the next one is over if nothing happens; null when none is open.</summary>
    public DateTimeOffset? NextEnd => _open.Count == 0 ? null : _open.Values.Min(followed => followed.LastAt) + Silence;

    /// <summary>A session has gone elsewhere.</summary>
    /// <param name="begun">The switch.</param>
    /// <returns>Those that this ended.</returns>
    public IReadOnlyList<SwitchRecord> Begin(SwitchRecord begun)
    {
        if (begun.Key is not { } key)
        {
            return [];
        }

        List<SwitchRecord> ended = [];
        if (_open.Remove(key, out var before))
        {
            ended.Add(before.End(begun.At, "switch"));
        }
        else if (_open.Count >= Capacity)
        {
            var oldest = _open.MinBy(open => open.Value.LastAt);
            _open.Remove(oldest.Key);
            ended.Add(oldest.Value.End(begun.At, "crowd"));
        }

        _open[key] = new(begun);
        return ended;
    }

    /// <summary>A request has ended.</summary>
    public void Take(RequestRecord request)
    {
        // What the old backend still answers is not the new one's.
        if (request.IsTurn() && request.Key is { } key && _open.TryGetValue(key, out var followed) && request.Backend == followed.To)
        {
            followed.Take(request);
        }
    }

    /// <summary>Those that are over by silence.</summary>
    /// <param name="now">The present moment.</param>
    public IReadOnlyList<SwitchRecord> EndSilent(DateTimeOffset now) => End(followed => followed.LastAt + Silence <= now, followed => followed.LastAt, "silence");

    /// <summary>All of them: nobody will follow them any longer.</summary>
    /// <param name="now">The present moment.</param>
    public IReadOnlyList<SwitchRecord> EndAll(DateTimeOffset now) => End(_ => true, _ => now, "stop");

    private List<SwitchRecord> End(Func<Followed, bool> isOver, Func<Followed, DateTimeOffset> at, string by)
    {
        List<SwitchRecord> ended = [];
        foreach (var (key, followed) in _open.Where(open => isOver(open.Value)).ToList())
        {
            _open.Remove(key);
            ended.Add(followed.End(at(followed), by));
        }

        return ended;
    }

    private sealed class Followed(SwitchRecord begun)
    {
        private SwitchRecord _now = begun;
        private bool _lastFailed;
        private bool _givenUp;

        public string To => _now.To;

        public DateTimeOffset LastAt { get; private set; } = begun.At;

        public void Take(RequestRecord request)
        {
            // What the user types next is another turn, unless the client tries the same one again.
            _givenUp |= request.StartsTurn && _now is { Requests: > 0, Finished: 0 } && !_lastFailed;
            LastAt = request.At > LastAt ? request.At : LastAt;
            var answersCalls = _now.Requests > 0;
            _now = _now with
            {
                Requests = _now.Requests + 1,
                Finished = _now.Finished + (request.Stop is "end_turn" or "stop_sequence" ? 1 : 0),
                Failed = _now.Failed + (request.HasFailed() ? 1 : 0),
                Retries = _now.Retries + (_lastFailed ? 1 : 0),

                // The first request brings what the calls of the other backend came to.
                ToolResults = _now.ToolResults + (answersCalls ? request.ToolResults : 0),
                ToolErrors = _now.ToolErrors + (answersCalls ? request.ToolErrors : 0),
            };
            _lastFailed = request.HasFailed();
        }

        public SwitchRecord End(DateTimeOffset at, string by)
        {
            // A clock that was set back makes no negative time.
            var end = at > _now.At ? at : _now.At;
            return _now with
            {
                EndedAt = end,
                EndedBy = by,
                Outcome = _now.Finished > 0 && !_givenUp ? "finished" : _lastFailed ? "failed" : "unfinished",
                Milliseconds = (long)(end - _now.At).TotalMilliseconds,
            };
        }
    }
}
