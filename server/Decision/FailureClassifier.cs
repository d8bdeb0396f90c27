using ClaudeSidecar.Quota;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Decision;

/// <summary>Names what an answer's status, headers and body say. A 429 is not one thing (edge cases 1–8).</summary>
public static class FailureClassifier
{
    private static readonly string[] CreditMarks = ["out_of_credits", "credits_required", "extra usage", "enforced_spend_limit_reached", "long context"];

    // Claims that bind one family of models, while the others keep their quota (edge case 5).
    private static readonly string[] ModelClaims = ["seven_day_opus", "seven_day_sonnet", "seven_day_overage_included"];

    /// <summary>Names the failure of an answer whose body has not begun to reach the client.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="body">The error body, decoded; may be empty.</param>
    /// <param name="now">The present moment.</param>
    public static Refusal Classify(int status, IHeaderDictionary headers, string body, DateTimeOffset now) => status switch
    {
        < 400 => Refusal.None,
        429 => Classify429(headers, body, now),
        402 => new(FailureKind.OutOfCredits),
        401 or 403 => new(FailureKind.Unauthorised),
        408 => new(FailureKind.TimedOut),
        529 => new(FailureKind.Overloaded),
        >= 500 => new(body.Contains("overloaded_error", StringComparison.Ordinal) ? FailureKind.Overloaded : FailureKind.ServerError),
        _ => new(body.Contains("prompt is too long", StringComparison.OrdinalIgnoreCase) ? FailureKind.TooLong : FailureKind.Rejected),
    };

    private static Refusal Classify429(IHeaderDictionary headers, string body, DateTimeOffset now)
    {
        if (body.Contains("overloaded_error", StringComparison.Ordinal))
        {
            return new(FailureKind.Overloaded);
        }

        var reading = RateLimitHeaders.Read(headers, now);
        if (Confirmed(reading, now) is { } confirmed)
        {
            return confirmed;
        }

        return Array.Exists(CreditMarks, mark => body.Contains(mark, StringComparison.OrdinalIgnoreCase))
            ? new(FailureKind.OutOfCredits)
            : new(FailureKind.Throttled, ResetTime.Parse(headers.RetryAfter, now));
    }

    private static Refusal? Confirmed(QuotaReading? reading, DateTimeOffset now)
    {
        if (reading is null)
        {
            return null;
        }

        var exhausted = reading.Windows.Where(window => window.IsExhausted(now)).ToList();
        if (reading.State != QuotaState.Rejected && exhausted.Count == 0)
        {
            return null;
        }

        // A window of one model family: named by the claim, or the only ones exhausted carry a family's suffix (7d_oi).
        var byModel = reading.RepresentativeClaim is { } claim
            ? ModelClaims.Contains(claim)
            : exhausted.Count > 0 && exhausted.TrueForAll(window => window.Name.Contains('_', StringComparison.Ordinal));

        // The latest reset of those that are used up: before it another 429 would follow.
        var until = exhausted.Max(window => window.ResetsAt) ?? reading.ResetsAt;
        var name = reading.RepresentativeClaim ?? exhausted.FirstOrDefault()?.Name;
        return new(byModel ? FailureKind.QuotaModel : FailureKind.QuotaWindow, until, name);
    }
}
