using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Decision;

/// <summary>One request's way through its plan: it is told how each try went and says whom to ask next. Knows nothing of HTTP.</summary>
public sealed class AttemptChain(RoutePlan plan)
{
    private int _next;
    private Refusal _first = Refusal.None;

    /// <summary>Whom to ask now; null when nobody is left.</summary>
    public RouteCandidate? Current => _next < plan.Candidates.Count ? Explain(plan.Candidates[_next]) : null;

    /// <summary>True when somebody is left after the current one.</summary>
    public bool HasNext => _next + 1 < plan.Candidates.Count;

    /// <summary>The first failure of this request: the cause that everything later is told by.</summary>
    public Refusal First => _first;

    /// <summary>Takes in a failure of the current try.</summary>
    /// <returns>True: ask <see cref="Current"/>. False: what the last one said is the answer.</returns>
    public bool Failed(Refusal refusal)
    {
        if (_first.Kind == FailureKind.None)
        {
            _first = refusal;
        }

        if (!refusal.Kind.MayFailOver() || !HasNext)
        {
            return false;
        }

        _next++;
        return true;
    }

    // After a failure the reason is that failure, not the place in the plan.
    private RouteCandidate Explain(RouteCandidate candidate) => _first.Kind == FailureKind.None || candidate.Reason == RouteReason.Pinned
        ? candidate
        : candidate with { Reason = RouteReasons.After(_first.Kind), Until = _first.Until };
}
