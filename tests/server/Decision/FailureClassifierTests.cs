using ClaudeSidecar.Decision;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Decision;

public sealed class FailureClassifierTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact] // edge case 1
    public void ARejectedWindowIsAConfirmedLimitUntilItsReset()
    {
        var refusal = Classify(429, "", ("status", "rejected"), ("representative-claim", "five_hour"), ("5h-utilization", "1.0"), ("5h-reset", "1795266000"), ("reset", "1795266000"));

        Assert.Equal((FailureKind.QuotaWindow, Now.AddHours(1), "five_hour"), (refusal.Kind, refusal.Until!.Value, refusal.Window));
    }

    [Theory] // edge case 2
    [InlineData("5h-status", "rejected")]
    [InlineData("5h-utilization", "1.01")]
    public void OneWindowAloneConfirmsTheLimit(string header, string value) =>
        Assert.Equal(FailureKind.QuotaWindow, Classify(429, "", (header, value), ("5h-reset", "1795266000")).Kind);

    [Fact] // edge case 3
    public void A429WithoutQuotaConcernsThisRequestOnly() => Assert.Equal(FailureKind.Throttled, Classify(429, "slow down").Kind);

    [Fact] // edge case 3
    public void A429WithAnAllowedQuotaConcernsThisRequestOnly() =>
        Assert.Equal(FailureKind.Throttled, Classify(429, "", ("status", "allowed"), ("5h-utilization", "0.3"), ("5h-reset", "1795266000")).Kind);

    [Theory] // edge case 4
    [InlineData("""{"error":{"details":{"error_code":"credits_required"}}}""")]
    [InlineData("Extra usage is required for long context requests.")]
    [InlineData("out_of_credits")]
    public void MissingCreditsAreNoQuota(string body) => Assert.Equal(FailureKind.OutOfCredits, Classify(429, body).Kind);

    [Theory] // edge case 5
    [InlineData("representative-claim", "seven_day_opus")]
    [InlineData("7d_oi-status", "rejected")]
    public void AWindowOfOneModelBindsThatModelOnly(string header, string value) =>
        Assert.Equal(FailureKind.QuotaModel, Classify(429, "", (header, value), ("status", "rejected"), ("7d_oi-status", "rejected"), ("7d_oi-reset", "1795266000")).Kind);

    [Theory] // edge cases 6, 7, 8
    [InlineData(529, "", FailureKind.Overloaded)]
    [InlineData(500, """{"error":{"type":"overloaded_error"}}""", FailureKind.Overloaded)]
    [InlineData(401, "", FailureKind.Unauthorised)]
    [InlineData(403, "", FailureKind.Unauthorised)]
    [InlineData(400, "", FailureKind.Rejected)]
    [InlineData(413, "", FailureKind.Rejected)]
    [InlineData(422, "", FailureKind.Rejected)]
    [InlineData(400, "prompt is too long: 2 tokens > 1 maximum", FailureKind.TooLong)]
    [InlineData(402, "", FailureKind.OutOfCredits)]
    [InlineData(408, "", FailureKind.TimedOut)]
    [InlineData(502, "<html>", FailureKind.ServerError)]
    [InlineData(524, "", FailureKind.ServerError)]
    [InlineData(200, "", FailureKind.None)]
    public void EachStatusHasItsKind(int status, string body, FailureKind expected) => Assert.Equal(expected, Classify(status, body).Kind);

    [Theory]
    [InlineData(FailureKind.Unauthorised)]
    [InlineData(FailureKind.Rejected)]
    [InlineData(FailureKind.TooLong)]
    [InlineData(FailureKind.ClientGone)]
    [InlineData(FailureKind.None)]
    public void WhatTheUserMustSeeNeverFailsOver(FailureKind kind) => Assert.False(kind.MayFailOver());

    [Fact]
    public void AQuotaNeverCountsAsAFault() =>
        Assert.All(Enum.GetValues<FailureKind>(), kind => Assert.False(kind.IsConfirmedLimit() && kind.CountsAgainstBackend()));

    [Fact]
    public void EveryReasonHasAWordAndASentenceInBothLanguages() => Assert.All(Enum.GetValues<RouteReason>(), reason =>
    {
        Assert.Matches("^[a-z-]+$", reason.Word());
        Assert.Contains("{", "{" + reason.Text("local", Now), StringComparison.Ordinal);
        Assert.DoesNotContain("{0}", reason.Text("local", Now) + reason.TextZh("local", Now) + reason.Text("local") + reason.TextZh("local"), StringComparison.Ordinal);
    });

    private static Refusal Classify(int status, string body, params (string Name, string Value)[] unified)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in unified)
        {
            headers[$"anthropic-ratelimit-unified-{name}"] = value;
        }

        return FailureClassifier.Classify(status, headers, body, Now);
    }
}
