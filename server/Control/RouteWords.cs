using ClaudeSidecar.Decision;
using ClaudeSidecar.Quota;

namespace ClaudeSidecar.Control;

/// <summary>The reason of a route in words, with the quota window that it is about. Every surface shows these.</summary>
public static class RouteWords
{
    /// <summary>Both languages.</summary>
    /// <param name="candidate">Who answers, and why.</param>
    /// <param name="state">What routing remembers.</param>
    /// <param name="model">The model that was asked for; empty where the next turn is meant.</param>
    public static (string Text, string TextZh) Of(RouteCandidate candidate, RoutingState state, string model)
    {
        var (reason, now) = (candidate.Reason, state.Time.GetUtcNow());
        var isQuota = reason is RouteReason.QuotaWindow or RouteReason.QuotaModel or RouteReason.QuotaLow or RouteReason.SmallRequest;
        if (!isQuota || Window(candidate, state, model) is not { } window)
        {
            return (reason.Text(candidate.Provider, candidate.Until, now), reason.TextZh(candidate.Provider, candidate.Until, now));
        }

        // A refusal's headers are read before the refusal itself is taken in: nothing left is not hardly anything.
        var known = Known(window, state);
        reason = reason == RouteReason.QuotaLow && known?.IsExhausted(now) == true ? RouteReason.QuotaWindow : reason;
        var (quota, quotaZh) = WindowWords.Quota(Name(window), known?.Family);
        return (reason.Text(candidate.Provider, candidate.Until, now, quota), reason.TextZh(candidate.Provider, candidate.Until, now, quotaZh));
    }

    /// <summary>What people call the quota of a window of the account seen last.</summary>
    /// <param name="window">Its name, or the claim by which a refusal named it.</param>
    /// <param name="state">What routing remembers.</param>
    public static (string Text, string TextZh) Quota(string window, RoutingState state) => WindowWords.Quota(Name(window), Known(window, state)?.Family);

    private static string Name(string window) => WindowName.OfClaim(window) ?? window;

    private static QuotaWindow? Known(string window, RoutingState state) =>
        state.Quota.Outlook().Windows.FirstOrDefault(known => known.Window.Name == Name(window))?.Window;

    // Of the provider that would be asked first.
    private static string? Window(RouteCandidate candidate, RoutingState state, string model)
    {
        if (state.Options.Current.Providers.Where(provider => provider.Name != candidate.Provider).MinBy(provider => provider.Priority) is not { } home)
        {
            return null;
        }

        var health = state.Health.Of(home.Name, model);
        return health.Window ?? health.Sparing?.Window;
    }
}
