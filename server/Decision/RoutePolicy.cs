using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Decision;

/// <summary>Whom to ask: a pure function of what is known. It returns reasons; others act.</summary>
public static class RoutePolicy
{
    /// <summary>The ordered candidates for one request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">What the user chose.</param>
    /// <param name="pin"><c>auto</c>, <c>cloud</c>, <c>local</c> or a provider's name.</param>
    /// <param name="place">Where the session is; null for a new one.</param>
    /// <param name="health">What is known of each provider, for this request's model.</param>
    /// <param name="now">The present moment.</param>
    public static RoutePlan Plan(
        RouteRequest request, SidecarOptions options, string pin, SessionPlace? place, Func<string, BackendHealth> health, DateTimeOffset now)
    {
        var usable = options.Providers
            .Where(provider => provider.Credentials != CredentialKind.Key || request.KnownWorkspace || !options.Listen.RequireKey)
            .OrderBy(provider => provider.Priority)
            .ToList();
        if (pin != Pins.Auto)
        {
            return new([.. usable.Where(provider => Pins.Matches(pin, provider)).Select(provider => new RouteCandidate(provider.Name, RouteReason.Pinned))]);
        }

        if (options.Handover.Mode != HandoverMode.Auto)
        {
            return new([.. usable.Take(1).Select(provider => new RouteCandidate(provider.Name, RouteReason.Primary))]);
        }

        var available = usable.Where(provider => health(provider.Name).Available).ToList();
        var ordered = InOrder(usable, available, health);
        return new(place is null ? ordered : KeepPlace(request, options, place, available, ordered, now));
    }

    private static List<RouteCandidate> InOrder(List<ProviderOptions> usable, List<ProviderOptions> available, Func<string, BackendHealth> health)
    {
        var first = usable.Count > 0 ? health(usable[0].Name) : BackendHealth.Good;
        var candidates = available.ConvertAll(provider => provider == usable[0]
            ? new RouteCandidate(provider.Name, RouteReason.Primary)
            : new RouteCandidate(provider.Name, first.Available ? RouteReason.Primary : RouteReasons.After(first.Cause), first.Until));

        // Those that are left alone come last, the one that is back soonest first: asking it beats refusing (edge case 39).
        candidates.AddRange(usable.Except(available).OrderBy(provider => health(provider.Name).Until)
            .Select(provider => new RouteCandidate(provider.Name, RouteReason.LeastBad, health(provider.Name).Until)));
        return candidates;
    }

    private static List<RouteCandidate> KeepPlace(
        RouteRequest request, SidecarOptions options, SessionPlace place, List<ProviderOptions> available, List<RouteCandidate> ordered, DateTimeOffset now)
    {
        if (ordered.Count == 0 || ordered[0].Provider == place.Provider || !available.Exists(provider => provider.Name == place.Provider))
        {
            return ordered;
        }

        // Only a way back is held up; a move away from a backend that is out is not.
        var better = options.Providers.First(provider => provider.Name == ordered[0].Provider);
        var current = options.Providers.First(provider => provider.Name == place.Provider);
        if (better.Priority > current.Priority || StayReason(request, options, place, now) is not { } reason)
        {
            return ordered;
        }

        return [new(place.Provider, reason, place.Until), .. ordered.Where(candidate => candidate.Provider != place.Provider)];
    }

    private static RouteReason? StayReason(RouteRequest request, SidecarOptions options, SessionPlace place, DateTimeOffset now)
    {
        if (request.InToolLoop || request.Auxiliary)
        {
            return RouteReason.ToolLoop;
        }

        // A window that has reset is full: going back cannot flap. Only softer causes are waited out.
        var reset = place.Until <= now;
        return !reset && now < place.Since + options.Handover.MinimumStay ? RouteReason.MinimumStay : null;
    }
}
