using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Decision;

/// <summary>One try that failed.</summary>
/// <param name="Candidate">Who was asked.</param>
/// <param name="Refusal">What went wrong.</param>
/// <param name="Detail">The same in words, for the user; null when there is nothing to add.</param>
public sealed record FailedTry(RouteCandidate Candidate, Refusal Refusal, string? Detail);

/// <summary>What to do after a try that failed.</summary>
public enum NextStep
{
    /// <summary>Nobody is left, or nobody else may be asked.</summary>
    Stop,

    /// <summary>Ask <see cref="AttemptChain.Current"/>, who is the next one.</summary>
    AskNext,

    /// <summary>Ask the user whether the next one may answer.</summary>
    AskTheUser,

    /// <summary>Ask the same one once more, after <see cref="AttemptChain.Pause"/>: it is only overloaded (edge case 6).</summary>
    AskAgain,
}

/// <summary>One request's way through its plan: it is told how each try went and says whom to ask next. Knows nothing of HTTP.</summary>
/// <param name="plan">Whom to ask, in order.</param>
/// <param name="random">Shares from 0 to 1 for the jitter of pauses.</param>
public sealed class AttemptChain(RoutePlan plan, Func<double>? random = null)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.4);

    // Whoever asks to be left alone for longer is not waited for: no retry-after is slept through (edge case 23).
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly List<FailedTry> _failures = [];
    private int _next;
    private int _again;
    private bool _mayLeave = !plan.AsksTheUser;

    /// <summary>Whom to ask now; null when the plan was empty.</summary>
    public RouteCandidate? Current => _next < plan.Candidates.Count ? Explain(plan.Candidates[_next]) : null;

    /// <summary>True when nobody is left to ask after <see cref="Current"/>.</summary>
    public bool IsLast => _next + 1 >= plan.Candidates.Count;

    /// <summary>How long to wait before the same one is asked once more.</summary>
    public TimeSpan Pause { get; private set; }

    /// <summary>Every try that failed, in order.</summary>
    public IReadOnlyList<FailedTry> Failures => _failures;

    /// <summary>The confirmed limit that this request met; null for none.</summary>
    public FailedTry? Limit => _failures.Find(failure => failure.Refusal.Kind.IsConfirmedLimit());

    /// <summary>Who would answer if the user said yes; null when nobody would.</summary>
    public RouteCandidate? Following => IsLast ? null : plan.Candidates[_next + 1];

    /// <summary>Takes in a failure of the current try.</summary>
    /// <param name="refusal">What went wrong.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="detail">The same in words; null for nothing to add.</param>
    public NextStep Failed(Refusal refusal, DateTimeOffset now, string? detail = null)
    {
        if (MayPass(refusal, now))
        {
            // 0.4 s, 0.8 s, each up to a half more: those that were refused together do not come back together.
            Pause = FirstPause * (1 << _again) * (1 + ((random?.Invoke() ?? 0) / 2));
            _again++;
            return NextStep.AskAgain;
        }

        _failures.Add(new(Current!, refusal, detail));
        if (!refusal.Kind.MayFailOver() || IsLast)
        {
            return NextStep.Stop;
        }

        if (!_mayLeave)
        {
            return NextStep.AskTheUser;
        }

        Advance();
        return NextStep.AskNext;
    }

    /// <summary>Takes in that an answer broke off after it had begun, or that nobody went on with it so far.</summary>
    /// <param name="refusal">What went wrong.</param>
    /// <returns>True: ask <see cref="Current"/> to go on with it. A client that already reads is not kept waiting for its user's word.</returns>
    public bool BrokeOff(Refusal refusal)
    {
        _failures.Add(new(Current!, refusal, null));
        var goesOn = refusal.Kind.MayFailOver() && !IsLast && _mayLeave;
        if (goesOn)
        {
            Advance();
        }

        return goesOn;
    }

    /// <summary>The user has said that the next one may answer.</summary>
    public void Allowed()
    {
        _mayLeave = true;
        Advance();
    }

    private void Advance() => (_next, _again) = (_next + 1, 0);

    private bool MayPass(Refusal refusal, DateTimeOffset now) =>
        refusal.Kind == FailureKind.Overloaded && !IsLast && _again < plan.Candidates[_next].Patience && (refusal.Until is not { } until || until - now <= LongestPause);

    // After a failure of the first choice the reason is that failure, not the place in the plan. Home itself needs no excuse.
    private RouteCandidate Explain(RouteCandidate candidate) =>
        _failures.Count == 0 || candidate.Reason is RouteReason.Pinned or RouteReason.LeastBad || candidate.Provider == plan.Home
            ? candidate
            : candidate with { Reason = RouteReasons.After(_failures[0].Refusal.Kind), Until = _failures[0].Refusal.Until };
}
