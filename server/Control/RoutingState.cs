using ClaudeSidecar.Decision;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Control;

/// <summary>All that routing remembers, in one place: read by the deciders, written by what the answers tell.</summary>
/// <param name="Options">What the user chose.</param>
/// <param name="Quota">What the limits say.</param>
/// <param name="Health">How the backends are.</param>
/// <param name="Sessions">Where the sessions are.</param>
/// <param name="Routes">What is pinned.</param>
/// <param name="Time">The clock.</param>
public sealed record RoutingState(OptionsStore Options, QuotaLedger Quota, HealthBoard Health, SessionBoard Sessions, RouteBook Routes, TimeProvider Time)
{
    /// <summary>The plan for one request, from what is known at this moment.</summary>
    /// <param name="request">The request.</param>
    /// <param name="session">Claude Code's session id, by which a pin may be set; null for none.</param>
    public RoutePlan Plan(RouteRequest request, string? session)
    {
        var options = Options.Current;
        return RoutePolicy.Plan(
            request, options, Routes.For(session, options), Sessions.Place(request.SessionKey), provider => Health.Of(provider, request.Model), Time.GetUtcNow());
    }
}
