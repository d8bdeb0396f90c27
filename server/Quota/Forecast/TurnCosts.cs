namespace ClaudeSidecar.Quota.Forecast;

/// <summary>What turns cost, as shares of one window: the last ones of each session, bounded. Not thread-safe.</summary>
/// <remarks>
/// A turn begins with what the user typed and goes on through its tools' results until the next; what other sessions use meanwhile counts
/// too, for the window runs dry of that just the same. The likely cost is the average of the last turns, in which the largest counts
/// at most twice the second largest (edge case 19), and at least the sixtieth percentile: with the ninetieth, replays of weeks of work
/// left half as much again unused, and more often for nothing; a limit that is met all the same is answered within the request.
/// </remarks>
internal sealed class TurnCosts
{
    private const int Kept = 32;
    private const int LeastTurns = 3;
    private const double Quantile = 0.6;
    private const int MostSessions = 16;

    private readonly double[] _costs = new double[Kept];
    private readonly double[] _sorted = new double[Kept];
    private readonly Dictionary<string, (double Began, double Last, DateTimeOffset At)> _open = new(StringComparer.Ordinal);
    private int _count;
    private int _next;

    /// <summary>Takes in that a request of a session was answered.</summary>
    /// <param name="spender">Whose.</param>
    /// <param name="total">All that was ever seen used, resets not counted: it only grows.</param>
    /// <param name="at">When.</param>
    public void Add(Spender spender, double total, DateTimeOffset at)
    {
        var session = spender.Session ?? "";
        var known = _open.TryGetValue(session, out var turn);
        if (!spender.StartsTurn)
        {
            if (known)
            {
                _open[session] = turn with { Last = total, At = at };
            }

            return;
        }

        if (known)
        {
            // The headers of an answer tell of what was used before it; the last answer of a turn is told of by the next one's.
            Push(at - turn.At <= ConsumptionRate.LongestPause ? total - turn.Began : turn.Last - turn.Began);
        }
        else if (_open.Count >= MostSessions)
        {
            _open.Remove(_open.MinBy(open => open.Value.At).Key);
        }

        _open[session] = (total, total, at);
    }

    /// <summary>The share that the next turn probably costs; null when too few were seen.</summary>
    public double? Likely()
    {
        if (_count < LeastTurns)
        {
            return null;
        }

        var sorted = _sorted.AsSpan(0, _count);
        _costs.AsSpan(0, _count).CopyTo(sorted);
        sorted.Sort();
        sorted[^1] = Math.Min(sorted[^1], 2 * sorted[^2]);
        var place = Quantile * (_count - 1);
        var below = (int)place;
        var quantile = sorted[below] + ((place - below) * (sorted[Math.Min(below + 1, _count - 1)] - sorted[below]));
        var sum = 0.0;
        foreach (var cost in sorted)
        {
            sum += cost;
        }

        return Math.Max(quantile, sum / _count);
    }

    /// <summary>The costs, the oldest first, to be kept.</summary>
    public IReadOnlyList<double> Save() => [.. Enumerable.Range(0, _count).Select(index => _costs[(_next - _count + index + Kept) % Kept])];

    /// <summary>The costs as they were kept; what is not plausible is left out.</summary>
    public void Load(IReadOnlyList<double> costs)
    {
        foreach (var cost in costs.TakeLast(Kept).Where(cost => cost is >= 0 and <= 1))
        {
            Push(cost);
        }
    }

    private void Push(double cost)
    {
        _costs[_next] = Math.Clamp(cost, 0, 1);
        _next = (_next + 1) % Kept;
        _count = Math.Min(_count + 1, Kept);
    }
}
