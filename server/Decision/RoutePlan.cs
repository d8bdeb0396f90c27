namespace ClaudeSidecar.Decision;

/// <summary>One backend to ask, and why.</summary>
/// <param name="Provider">Its name.</param>
/// <param name="Reason">Why it is asked.</param>
/// <param name="Until">When the cause is expected to end; null when nobody knows.</param>
public sealed record RouteCandidate(string Provider, RouteReason Reason, DateTimeOffset? Until = null)
{
    /// <summary>How often it is asked once more, after a short pause, when it is only overloaded (edge case 6).</summary>
    public int Patience { get; init; }
}

/// <summary>Whom to ask for one request, in order.</summary>
/// <param name="Candidates">Empty only when a pin leaves nobody.</param>
public sealed record RoutePlan(IReadOnlyList<RouteCandidate> Candidates)
{
    /// <summary>The provider that is asked first when nothing is wrong; null when there is none.</summary>
    public string? Home { get; init; }

    /// <summary>True when the user is to be asked before anybody but the first one answers.</summary>
    public bool AsksTheUser { get; init; }

    /// <summary>The one that is asked first; null when there is none.</summary>
    public RouteCandidate? First => Candidates.Count > 0 ? Candidates[0] : null;
}
