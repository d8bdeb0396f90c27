using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Decision;

/// <summary>One try that failed.</summary>
/// <param name="Candidate">Who was asked.</param>
/// <param name="Refusal">What went wrong.</param>
/// <param name="Detail">The same in words, for the user; null when there is nothing to add.</param>
public sealed record FailedTry(RouteCandidate Candidate, Refusal Refusal, string? Detail);

/// <summary>One request's way through its plan: it is told how each try went and says whom to ask next. Knows nothing of HTTP.</summary>
public sealed class AttemptChain(RoutePlan plan)
{
    private readonly List<FailedTry> _failures = [];
    private int _next;

    /// <summary>Whom to ask now; null when the plan was empty.</summary>
    public RouteCandidate? Current => _next < plan.Candidates.Count ? Explain(plan.Candidates[_next]) : null;

    /// <summary>True when nobody is left to ask after <see cref="Current"/>.</summary>
    public bool IsLast => _next + 1 >= plan.Candidates.Count;

    /// <summary>Every try that failed, in order.</summary>
    public IReadOnlyList<FailedTry> Failures => _failures;

    /// <summary>The confirmed limit that this request met; null for none.</summary>
    public FailedTry? Limit => _failures.Find(failure => failure.Refusal.Kind.IsConfirmedLimit());

    /// <summary>Takes in a failure of the current try.</summary>
    /// <param name="refusal">What went wrong.</param>
    /// <param name="detail">The same in words; null for nothing to add.</param>
    /// <returns>True: ask <see cref="Current"/>. False: nobody is left, or nobody else may be asked.</returns>
    public bool Failed(Refusal refusal, string? detail = null)
    {
        _failures.Add(new(Current!, refusal, detail));
        if (!refusal.Kind.MayFailOver() || IsLast)
        {
            return false;
        }

        _next++;
        return true;
    }

    // After a failure the reason is that failure, not the place in the plan.
    private RouteCandidate Explain(RouteCandidate candidate) => _failures.Count == 0 || candidate.Reason is RouteReason.Pinned or RouteReason.LeastBad
        ? candidate
        : candidate with { Reason = RouteReasons.After(_failures[0].Refusal.Kind), Until = _failures[0].Refusal.Until };
}
