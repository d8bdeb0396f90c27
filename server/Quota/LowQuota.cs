using ClaudeSidecar.Quota.Forecast;

namespace ClaudeSidecar.Quota;

/// <summary>Whether the end of the quota is near enough to prepare for it. Pure.</summary>
public static class LowQuota
{
    private const double Tolerance = 1e-9;

    /// <summary>True when a window has fallen below the first level of warning, or is used up. Buckets of a minute do not count: they are full again at once.</summary>
    /// <param name="outlook">What is known.</param>
    /// <param name="levels">Shares left, in any order.</param>
    public static bool Is(QuotaOutlook outlook, IReadOnlyList<double> levels)
    {
        var first = levels.Count > 0 ? levels.Max() : 0;
        return outlook.Windows.Any(window => !WindowName.IsBucket(window.Window.Name) && (window.Window.State == QuotaState.Rejected || window.Left < first - Tolerance));
    }
}
