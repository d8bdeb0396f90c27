using ClaudeSidecar.Quota.Forecast;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Decision;

/// <summary>Whom to ask: a pure function of what is known. It returns reasons; others act.</summary>
public static class RoutePolicy
{
    // An overload often passes within a second or two (edge case 6).
    private const int TriesMoreWhenOverloaded = 2;

    /// <summary>The ordered candidates for one request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">What the user chose.</param>
    /// <param name="pin"><c>auto</c>, <c>cloud</c>, <c>local</c> or a provider's name.</param>
    /// <param name="place">Where the session is; null for a new one.</param>
    /// <param name="health">What is known of each provider, for this request.</param>
    /// <param name="outlook">What is to be expected of the client's quota.</param>
    /// <param name="now">The present moment.</param>
    public static RoutePlan Plan(
        RouteRequest request, SidecarOptions options, string pin, SessionPlace? place, Func<string, BackendHealth> health, QuotaOutlook outlook, DateTimeOffset now)
    {
        var usable = options.Providers
            .Where(provider => provider.Credentials != CredentialKind.Key || request.KnownWorkspace || !options.Listen.RequireKey)
            .OrderBy(provider => provider.Priority)
            .ToList();
        if (pin != Pins.Auto)
        {
            return new([.. usable.Where(provider => Pins.Matches(pin, provider)).Select(provider => new RouteCandidate(provider.Name, RouteReason.Pinned))]);
        }

        if (usable.Count == 0 || options.Handover.Mode == HandoverMode.Off)
        {
            return new([.. usable.Take(1).Select(provider => new RouteCandidate(provider.Name, RouteReason.Primary))]);
        }

        var known = usable.ConvertAll(provider => new Known(provider, health(provider.Name)));
        var ordered = InOrder(request, known);
        return options.Handover.Mode == HandoverMode.Ask
            ? new(HomeFirst(ordered, known[0])) { Home = known[0].Name, AsksTheUser = true }
            : new(Placed(request, options, place, known, ordered, outlook, now)) { Home = known[0].Name };
    }

    private static List<RouteCandidate> InOrder(RouteRequest request, List<Known> known)
    {
        var (home, first) = (known[0], known[0].Health);

        // Among those that help out, the one that worked a short while ago is asked before one that failed meanwhile.
        var candidates = known.Where(one => one.Health.Available).OrderBy(one => one != home && one.Health.Shaky).Select(one => one == home
            ? new RouteCandidate(one.Name, RouteReason.Primary) { Patience = request.Auxiliary || one.Provider.Local ? 0 : TriesMoreWhenOverloaded }
            : new RouteCandidate(one.Name, first.Available ? RouteReason.Primary : RouteReasons.After(first.Cause), first.Until)).ToList();

        // Those that are left alone come last, the one that is back soonest first: asking it beats refusing (edge case 39).
        candidates.AddRange(known.Where(one => !one.Health.Available).OrderBy(one => one.Health.Until)
            .Select(one => new RouteCandidate(one.Name, RouteReason.LeastBad, one.Health.Until)));
        return candidates;
    }

    // Its refusal is what the user is asked about, and gets when the answer is no.
    private static List<RouteCandidate> HomeFirst(List<RouteCandidate> ordered, Known home) =>
        [home.Health.Available ? new(home.Name, RouteReason.Primary) : new(home.Name, RouteReason.AskFirst, home.Health.Until), .. ordered.Where(candidate => candidate.Provider != home.Name && candidate.Reason != RouteReason.LeastBad)];

    private static List<RouteCandidate> Placed(
        RouteRequest request, SidecarOptions options, SessionPlace? place, List<Known> known, List<RouteCandidate> ordered, QuotaOutlook outlook, DateTimeOffset now)
    {
        var home = known[0];
        var atHome = place is null || place.Provider == home.Name;
        var leaves = home.Health.Available && ordered.Count > 1 && ordered[1].Reason != RouteReason.LeastBad
            ? Leaves(request, options.Handover, home, atHome, outlook, now)
            : null;
        if (leaves is { } early)
        {
            ordered = [.. ordered.Skip(1).Select(candidate => candidate.Reason == RouteReason.LeastBad ? candidate : candidate with { Reason = early.Reason, Until = early.Until }), ordered[0]];
        }

        return place is null ? ordered : KeepPlace(request, options, place, known, ordered, now);
    }

    // Why Claude is left, or stayed away from, although it would answer; null when it is not. A turn that has begun is finished where it began (edge case 17).
    private static (RouteReason Reason, DateTimeOffset? Until)? Leaves(
        RouteRequest request, HandoverOptions options, Known home, bool atHome, QuotaOutlook outlook, DateTimeOffset now)
    {
        if (request.InToolLoop || RequestClassRules.IsFree(request) || home.Provider.Credentials != CredentialKind.Client)
        {
            return null;
        }

        var weight = RequestClassRules.WeightOf(request, options);
        return home.Health.Sparing is { } sparing && (weight != RequestWeight.Heavy || !atHome) ? (RouteReason.QuotaLow, sparing.Until)
            : weight == RequestWeight.Light && EarlySwitch.Scarce(outlook, ClaudeFamily.Of(request.Model), options, now) is { } scarce ? (RouteReason.SmallRequest, scarce.Until)
            : null;
    }

    private static List<RouteCandidate> KeepPlace(
        RouteRequest request, SidecarOptions options, SessionPlace place, List<Known> known, List<RouteCandidate> ordered, DateTimeOffset now)
    {
        if (ordered[0].Provider == place.Provider || known.Find(one => one.Name == place.Provider) is not { Health.Available: true } current)
        {
            return ordered;
        }

        // Only a way back is held up; a move away from a backend that is out is not.
        var better = known.Find(one => one.Name == ordered[0].Provider)!;
        if (better.Provider.Priority > current.Provider.Priority || StayReason(request, options, place, now) is not { } reason)
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

    private sealed record Known(ProviderOptions Provider, BackendHealth Health)
    {
        public string Name => Provider.Name;
    }
}
