namespace ClaudeSidecar.Observability.History;

/// <summary>What turns cost, by the readings: between the first answers of two turns of one session lies one turn. Pure.</summary>
/// <param name="Count">Turns seen.</param>
/// <param name="High">The share of its tightest window that nine of ten did not exceed; null when none was seen.</param>
public sealed record TurnCosts(int Count, double? High)
{
    private const int Latest = 500;

    // A later turn comes after a pause in which others may have used as much.
    private static readonly TimeSpan LongestTurn = TimeSpan.FromHours(1);
    private static readonly TimeSpan SameReset = TimeSpan.FromMinutes(1);

    /// <summary>Reckons with the latest turns.</summary>
    /// <param name="readings">Every reading, in order; looked at once.</param>
    public static TurnCosts Of(IEnumerable<ReadingRecord> readings)
    {
        var begun = new Dictionary<(string, string), ReadingRecord>();
        var costs = new Queue<double>();
        foreach (var reading in readings.Where(reading => reading is { StartsTurn: true, Key: not null }))
        {
            var key = (reading.Account, reading.Key!);
            if (begun.TryGetValue(key, out var before) && reading.At - before.At is var took && took > TimeSpan.Zero && took <= LongestTurn && Cost(before, reading) is { } cost)
            {
                costs.Enqueue(cost);
                if (costs.Count > Latest)
                {
                    costs.Dequeue();
                }
            }

            begun[key] = reading;
        }

        var ordered = costs.Order().ToList();
        return new(ordered.Count, ordered.Count == 0 ? null : ordered[(int)Math.Ceiling(ordered.Count * 0.9) - 1]);
    }

    private static double? Cost(ReadingRecord before, ReadingRecord now)
    {
        double? most = null;
        foreach (var window in now.Windows)
        {
            // After a reset the difference says nothing.
            if (before.Windows.FirstOrDefault(known => known.Name == window.Name) is { } known && window.Used - known.Used is >= 0 and var cost
                && (window.ResetsAt is null || (window.ResetsAt - known.ResetsAt)?.Duration() <= SameReset))
            {
                most = Math.Max(most ?? 0, cost);
            }
        }

        return most;
    }
}
