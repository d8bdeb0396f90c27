using ClaudeSidecar.Quota.Forecast;

namespace ClaudeSidecar.Quota;

/// <summary>
/// Says when a window has fallen below one of the levels at which the user wants to be told: each level once for each episode. An episode
/// ends with the reset, or when so much is left again that no rounding explains it. Not thread-safe.
/// </summary>
public sealed class WarningLevels
{
    private const double Tolerance = 1e-9;

    private readonly Dictionary<(string Account, string Window, string? Family), Episode> _episodes = [];

    /// <summary>The windows to be told of, the tightest first.</summary>
    /// <param name="account">Whose they are.</param>
    /// <param name="outlook">What is known of them.</param>
    /// <param name="levels">Shares left, in any order.</param>
    public IReadOnlyList<WindowOutlook> Check(string account, QuotaOutlook outlook, IReadOnlyList<double> levels)
    {
        EndMissing(account, outlook);
        List<WindowOutlook>? low = null;
        foreach (var window in outlook.Windows)
        {
            // Buckets are low and full again every minute.
            if (window.Left is not { } left || WindowName.IsBucket(window.Window.Name))
            {
                continue;
            }

            var key = (account, window.Window.Name, window.Family);
            var known = _episodes.TryGetValue(key, out var episode) && !episode.EndedBy(window.Window, left) ? episode : (Episode?)null;
            var level = Level(left, levels);
            _episodes[key] = new(Math.Min(level, known?.Level ?? double.PositiveInfinity), Math.Min(left, known?.Least ?? 1), window.Window.ResetsAt ?? known?.ResetsAt);

            // Of a window that is used up the switch tells, or the refusal.
            if (level < (known?.Level ?? double.PositiveInfinity) && left > 0)
            {
                (low ??= []).Add(window);
            }
        }

        return low ?? [];
    }

    private static double Level(double left, IReadOnlyList<double> levels)
    {
        var lowest = double.PositiveInfinity;
        foreach (var level in levels)
        {
            if (left < level - Tolerance && level < lowest)
            {
                lowest = level;
            }
        }

        return lowest;
    }

    // A window that is no longer told of has reset.
    private void EndMissing(string account, QuotaOutlook outlook)
    {
        foreach (var key in _episodes.Keys.Where(key => key.Account == account && !outlook.Windows.Any(window => window.Window.Name == key.Window && window.Family == key.Family)).ToList())
        {
            _episodes.Remove(key);
        }
    }

    private readonly record struct Episode(double Level, double Least, DateTimeOffset? ResetsAt)
    {
        public bool EndedBy(QuotaWindow window, double left) =>
            left >= Least + WindowChange.Drop - Tolerance || (left > Least && window.ResetsAt > ResetsAt + WindowChange.Jitter);
    }
}
