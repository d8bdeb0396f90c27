using ClaudeSidecar.Quota;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Decision;

/// <summary>Names what one try came to: by who gave up, the connection, the status, headers and body, and the first event (edge cases 1–8, 26–31).</summary>
public static class FailureClassifier
{
    private const string OverageReason = HeaderNames.UnifiedPrefix + "overage-disabled-reason";

    // Words for missing credits in a 429 (claude-wire 1b), and in a 400, which else is the request's own fault (claude-wire 2a).
    private static readonly string[] CreditMarks = ["out_of_credits", "credits_required", "extra usage", "enforced_spend_limit_reached", "long context"];
    private static readonly string[] BalanceMarks = ["credit balance is too low", "reached your specified API usage limits"];

    // Claims that bind one family of models, while the others keep their quota (edge case 5).
    private static readonly string[] ModelClaims = ["seven_day_opus", "seven_day_sonnet", "seven_day_overage_included"];

    /// <summary>Names the failure; nothing of the answer has reached the client yet.</summary>
    /// <param name="outcome">What is known of the try.</param>
    /// <param name="now">The present moment.</param>
    public static Refusal Classify(TryOutcome outcome, DateTimeOffset now) => outcome switch
    {
        { ClientGone: true } => new(FailureKind.ClientGone),
        { Transport: not FailureKind.None and var kind } => new(kind),
        { Status: >= 400 } => OfStatus(outcome.Status, outcome.Headers, outcome.Body, now),

        // A limit told inside a 200 counts as if it had been the status (edge case 26).
        { Inside: FailureKind.Throttled } => Of429(outcome.Headers, outcome.Body, now),
        { Inside: FailureKind.OutOfCredits } => Credits(outcome.Body),
        { Inside: FailureKind.None } => Refusal.None,
        _ => new(outcome.Inside),
    };

    private static Refusal OfStatus(int status, IHeaderDictionary headers, string body, DateTimeOffset now) => status switch
    {
        429 => Of429(headers, body, now),
        402 => Credits(body),
        401 or 403 => new(FailureKind.Unauthorised),
        408 => new(FailureKind.TimedOut),
        529 => Overload(headers, now),
        >= 500 => IsOverload(body) ? Overload(headers, now) : new(FailureKind.ServerError),
        400 when Names(BalanceMarks, body) => Credits(body),
        _ => new(body.Contains("prompt is too long", StringComparison.OrdinalIgnoreCase) ? FailureKind.TooLong : FailureKind.Rejected),
    };

    private static Refusal Of429(IHeaderDictionary headers, string body, DateTimeOffset now)
    {
        if (IsOverload(body))
        {
            return Overload(headers, now);
        }

        var named = Names(CreditMarks, body) || headers[OverageReason] == "out_of_credits";
        var retryAt = ResetTime.Parse(headers.RetryAfter, now);
        return Confirmed(RateLimitHeaders.Read(headers, now), named, retryAt, now)
            ?? (named ? Credits(body) : new(FailureKind.Throttled, retryAt));
    }

    // A window counts as used up by its own word, by its numbers, or because the account as a whole is refused and nothing else explains it.
    private static Refusal? Confirmed(QuotaReading? reading, bool namesCredits, DateTimeOffset? retryAt, DateTimeOffset now)
    {
        if (reading is null)
        {
            return null;
        }

        var exhausted = reading.Windows.Where(window => window.IsExhausted(now)).ToList();
        var explained = namesCredits && reading.Windows.Any(window => window.Used < 1);
        if (exhausted.Count == 0 && (reading.State != QuotaState.Rejected || explained))
        {
            return null;
        }

        // A window of one model family: named by the claim, or the only ones exhausted carry a family's suffix (7d_oi).
        var byModel = reading.RepresentativeClaim is { } claim
            ? ModelClaims.Contains(claim)
            : exhausted.Count > 0 && exhausted.TrueForAll(window => window.Name.Contains('_', StringComparison.Ordinal));

        // The latest reset of those that are used up: before it another 429 would follow.
        var until = exhausted.Max(window => window.ResetsAt) ?? reading.ResetsAt ?? retryAt;
        var name = reading.RepresentativeClaim ?? exhausted.FirstOrDefault()?.Name;
        return byModel ? new(FailureKind.QuotaModel, until, name, LimitScope.Family) : new(FailureKind.QuotaWindow, until, name);
    }

    private static Refusal Overload(IHeaderDictionary headers, DateTimeOffset now) => new(FailureKind.Overloaded, ResetTime.Parse(headers.RetryAfter, now));

    private static Refusal Credits(string body) => new(
        FailureKind.OutOfCredits, Scope: body.Contains("long context", StringComparison.OrdinalIgnoreCase) ? LimitScope.LongContext : LimitScope.Model);

    private static bool Names(string[] marks, string body) => Array.Exists(marks, mark => body.Contains(mark, StringComparison.OrdinalIgnoreCase));

    private static bool IsOverload(string body) => body.Contains("overloaded_error", StringComparison.Ordinal);
}
