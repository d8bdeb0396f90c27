using ClaudeSidecar.Quota;
using ClaudeSidecar.Quota.Forecast;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Decision;

/// <summary>
/// Whether to leave Claude before its limit is met. Pure. A limit that is met is answered by another backend within the same request,
/// so that being late costs nothing, while being early leaves quota unused: new turns leave only when the next one would hardly fit,
/// and never because the upstream merely warns (edge case 16).
/// </summary>
public static class EarlySwitch
{
    /// <summary>The window to spare from now on; null for none. Once spared, a window is left alone until it has reset or recovered (edge case 18).</summary>
    /// <param name="outlook">What is to be expected of the quota.</param>
    /// <param name="family">The family of models that asks.</param>
    /// <param name="before">What was spared so far; null for nothing.</param>
    /// <param name="options">What the user chose.</param>
    /// <param name="now">The present moment.</param>
    public static Sparing? Look(QuotaOutlook outlook, string family, Sparing? before, HandoverOptions options, DateTimeOffset now)
    {
        if (options.SwitchBelow <= 0 || outlook.OnExtraUsage)
        {
            return null;
        }

        Sparing? found = null;
        for (var i = 0; i < outlook.Windows.Count; i++)
        {
            var window = outlook.Windows[i];
            if (!window.Binds(family) || window.Window.HasReset(now) || window.Left is not { } left)
            {
                continue;
            }

            if (before?.Window == window.Window.Name && IsAtMost(left, options.ReturnAbove))
            {
                return before with { Until = window.Window.ResetsAt };
            }

            if (found is null && IsEnding(window, left, options, now))
            {
                found = new(window.Window.Name, window.Window.ResetsAt);
            }
        }

        return found;
    }

    /// <summary>True when so little is left that what nobody would miss goes elsewhere: from the first warning on, where the window will not last.</summary>
    /// <param name="outlook">What is to be expected of the quota.</param>
    /// <param name="family">The family of models that asks.</param>
    /// <param name="options">What the user chose.</param>
    /// <param name="now">The present moment.</param>
    public static Sparing? Scarce(QuotaOutlook outlook, string family, HandoverOptions options, DateTimeOffset now)
    {
        if (options.SwitchBelow <= 0 || outlook.OnExtraUsage || options.WarnBelow.Count == 0)
        {
            return null;
        }

        var level = options.WarnBelow.Max();
        for (var i = 0; i < outlook.Windows.Count; i++)
        {
            var window = outlook.Windows[i];
            if (window.Binds(family) && IsAtMost(window.Left, level) && IsWorthIt(window, options, now) && (!options.Forecast || (window.Confident && window.BeforeReset)))
            {
                return new(window.Window.Name, window.Window.ResetsAt);
            }
        }

        return null;
    }

    /// <summary>True when a limit that was confirmed no longer holds, by what answers or the status line have told since (edge case 34).</summary>
    /// <param name="outlook">What is to be expected of the quota.</param>
    /// <param name="family">The family of models that asks.</param>
    /// <param name="health">The limited backend.</param>
    /// <param name="options">What the user chose.</param>
    public static bool HasRoomAgain(QuotaOutlook outlook, string family, BackendHealth health, HandoverOptions options)
    {
        var told = false;
        for (var i = 0; i < outlook.Windows.Count; i++)
        {
            var window = outlook.Windows[i];
            if (!window.Binds(family))
            {
                continue;
            }

            if (IsAtMost(window.Left, options.ReturnAbove))
            {
                return false;
            }

            told |= IsNews(window, health);
        }

        return told;
    }

    // A status line repeats what its session heard last, however long ago: only another window's end shows that it heard it since.
    private static bool IsNews(WindowOutlook window, BackendHealth health) =>
        window is { Left: not null, Window.ReadAt: { } readAt } && readAt > health.Since
        && (window.Window.Source == "headers" || window.Window.ResetsAt > health.Until + TimeSpan.FromMinutes(1));

    private static bool IsEnding(WindowOutlook window, double left, HandoverOptions options, DateTimeOffset now)
    {
        if (left <= 0)
        {
            // The bucket of an API key fills up within a minute: its own refusal tells when to come back.
            return !WindowName.IsBucket(window.Window.Name);
        }

        return IsAtMost(left, options.SwitchBelow) && IsWorthIt(window, options, now)
            && (!options.Forecast || (window.Confident && window.RunsDryLatest is not null && IsAtMost(left, window.NextTurn)));
    }

    // What is left is one less what was told: 1 - 0.95 is a little more than 0.05.
    private static bool IsAtMost(double? left, double? level) => left - level < 1e-9;

    // What is full again before a session might return is not worth leaving for: the windows of API keys, and the last minutes of others.
    private static bool IsWorthIt(WindowOutlook window, HandoverOptions options, DateTimeOffset now) =>
        window.Window.ResetsAt is not { } reset || reset - now > options.MinimumStay;
}
