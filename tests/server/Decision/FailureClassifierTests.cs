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
    [InlineData(429, """{"error":{"details":{"error_code":"credits_required"}}}""", LimitScope.Model)]
    [InlineData(429, "Extra usage is required for long context requests.", LimitScope.LongContext)]
    [InlineData(429, "out_of_credits", LimitScope.Model)]
    [InlineData(402, "", LimitScope.Model)]
    [InlineData(400, "Your credit balance is too low to access the Anthropic API.", LimitScope.Model)]
    [InlineData(400, "You have reached your specified API usage limits.", LimitScope.Model)]
    public void MissingCreditsBindAModelOrTheLongContextAndNeverTheAccount(int status, string body, LimitScope scope)
    {
        var refusal = Classify(status, body);

        Assert.Equal((FailureKind.OutOfCredits, scope), (refusal.Kind, refusal.Scope));
    }

    [Fact] // edge case 4
    public void CreditsThatAHeaderNamesExplainARefusalWhileEveryWindowHasRoom() =>
        Assert.Equal(FailureKind.OutOfCredits, Classify(429, "", ("status", "rejected"), ("overage-disabled-reason", "out_of_credits"), ("5h-utilization", "0.3"), ("5h-reset", "1795266000")).Kind);

    [Fact] // edge case 4
    public void AUsedUpWindowIsTheLimitAlsoWhereExtraUsageIsOut() =>
        Assert.Equal(FailureKind.QuotaWindow, Classify(429, "", ("status", "rejected"), ("overage-disabled-reason", "out_of_credits"), ("5h-utilization", "1.0"), ("5h-reset", "1795266000")).Kind);

    [Theory] // edge case 5
    [InlineData("representative-claim", "seven_day_opus")]
    [InlineData("7d_oi-status", "rejected")]
    public void AWindowOfOneModelBindsThatModelOnly(string header, string value) =>
        Assert.Equal(
            (FailureKind.QuotaModel, LimitScope.Family),
            Classify(429, "", (header, value), ("status", "rejected"), ("7d_oi-status", "rejected"), ("7d_oi-reset", "1795266000")) is var refusal ? (refusal.Kind, refusal.Scope) : default);

    [Theory] // edge case 6
    [InlineData(529, "")]
    [InlineData(500, """{"error":{"type":"overloaded_error"}}""")]
    [InlineData(429, """{"error":{"type":"overloaded_error"}}""")]
    public void AnOverloadIsNeverQuota(int status, string body)
    {
        var kind = Classify(status, body, ("status", "allowed")).Kind;

        Assert.Equal(FailureKind.Overloaded, kind);
        Assert.False(kind.IsConfirmedLimit());
    }

    [Theory] // edge case 7
    [InlineData(401)]
    [InlineData(403)]
    public void ARefusedLoginIsNoQuotaWhateverTheHeadersSay(int status) =>
        Assert.Equal(FailureKind.Unauthorised, Classify(status, "", ("status", "rejected"), ("5h-utilization", "1.0"), ("5h-reset", "1795266000")).Kind);

    [Theory] // edge case 8
    [InlineData(400, "", FailureKind.Rejected)]
    [InlineData(404, "", FailureKind.Rejected)]
    [InlineData(413, "", FailureKind.Rejected)]
    [InlineData(422, "", FailureKind.Rejected)]
    [InlineData(400, "prompt is too long: 2 tokens > 1 maximum", FailureKind.TooLong)]
    public void ARefusalOfTheRequestStaysTheRequestsOwn(int status, string body, FailureKind expected)
    {
        var kind = Classify(status, body).Kind;

        Assert.Equal((expected, false, false), (kind, kind.MayFailOver(), kind.CountsAgainstBackend()));
    }

    [Theory]
    [InlineData(408, FailureKind.TimedOut)]
    [InlineData(500, FailureKind.ServerError)]
    [InlineData(502, FailureKind.ServerError)]
    [InlineData(503, FailureKind.ServerError)]
    [InlineData(504, FailureKind.ServerError)]
    [InlineData(520, FailureKind.ServerError)]
    [InlineData(521, FailureKind.ServerError)]
    [InlineData(522, FailureKind.ServerError)]
    [InlineData(523, FailureKind.ServerError)]
    [InlineData(524, FailureKind.ServerError)]
    [InlineData(200, FailureKind.None)]
    public void EachOtherStatusHasItsKind(int status, FailureKind expected) => Assert.Equal(expected, Classify(status, "<html>").Kind);

    [Fact] // edge case 26
    public void ALimitInsideA200CountsAsIfItHadBeenTheStatus()
    {
        var outcome = new TryOutcome { Status = 200, Headers = Headers(("5h-utilization", "1.0"), ("5h-reset", "1795266000")), Inside = FailureKind.Throttled };

        Assert.Equal((FailureKind.QuotaWindow, Now.AddHours(1)), FailureClassifier.Classify(outcome, Now) is var refusal ? (refusal.Kind, refusal.Until!.Value) : default);
        Assert.Equal(FailureKind.Throttled, FailureClassifier.Classify(outcome with { Headers = Headers() }, Now).Kind);
        Assert.Equal(FailureKind.Overloaded, FailureClassifier.Classify(outcome with { Inside = FailureKind.Overloaded }, Now).Kind);
    }

    [Theory] // edge case 27
    [InlineData(FailureKind.BadAnswer)]
    [InlineData(FailureKind.CutOff)]
    [InlineData(FailureKind.Stalled)]
    public void A200ThatIsNoAnswerMayBeAnsweredByAnother(FailureKind inside)
    {
        var kind = FailureClassifier.Classify(new() { Status = 200, Headers = Headers(), Inside = inside }, Now).Kind;

        Assert.Equal((inside, true, true), (kind, kind.MayFailOver(), kind.IsWithoutWords()));
    }

    [Fact] // edge case 31
    public void WhatFollowsFromAClientThatHasGoneIsNobodysFault() =>
        Assert.Equal(FailureKind.ClientGone, FailureClassifier.Classify(new() { Status = 0, Headers = Headers(), Transport = FailureKind.Unreachable, ClientGone = true }, Now).Kind);

    [Fact]
    public void TheTableHasARowForEachKindAndNoneContradictsItself() => Assert.All(Enum.GetValues<FailureKind>(), kind =>
    {
        var rule = FailureRule.Of(kind);
        Assert.False(rule.IsQuota && rule.CountsAgainstBackend);
        Assert.False(rule.CountsAgainstBackend && !rule.MayFailOver);
        Assert.Equal(rule.MayFailOver, rule.Client is ClientGets.TheRefusalAtLast or ClientGets.OurSentence);
    });

    [Theory]
    [InlineData(FailureKind.Unauthorised)]
    [InlineData(FailureKind.Rejected)]
    [InlineData(FailureKind.TooLong)]
    [InlineData(FailureKind.ClientGone)]
    [InlineData(FailureKind.None)]
    public void WhatTheUserMustSeeNeverFailsOver(FailureKind kind) => Assert.False(kind.MayFailOver());

    [Fact]
    public void EveryReasonHasAWordAndASentenceInBothLanguages() => Assert.All(Enum.GetValues<RouteReason>(), reason =>
    {
        Assert.Matches("^[a-z-]+$", reason.Word());
        Assert.Contains("{", "{" + reason.Text("local", Now), StringComparison.Ordinal);
        Assert.DoesNotContain("{0}", RouteReasons.After(FailureKind.QuotaWindow).Question("local", Now, Now) + RouteReasons.After(FailureKind.QuotaWindow).QuestionZh("local", null, Now), StringComparison.Ordinal);
        Assert.DoesNotContain("{0}", reason.Text("local", Now) + reason.TextZh("local", Now) + reason.Text("local") + reason.TextZh("local"), StringComparison.Ordinal);
    });

    [Fact]
    public void AReasonNamesTheQuotaAndTheDayWhereTheyAreKnown()
    {
        var noon = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
        var clock = noon.AddDays(3).ToLocalTime().ToString("MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal($"Claude's weekly quota is used up until {clock}; local answers.", RouteReason.QuotaWindow.Text("local", noon.AddDays(3), noon, "weekly quota"));
        Assert.Equal($"Claude 的每周配额已用完（{clock} 恢复），改由 local 回答。", RouteReason.QuotaWindow.TextZh("local", noon.AddDays(3), noon, "每周配额"));
        Assert.Equal("Claude's weekly Opus quota is used up; local answers.", RouteReason.QuotaModel.Text("local", quota: "weekly Opus quota"));
        Assert.Equal("The quota of this model is used up; local answers.", RouteReason.QuotaModel.Text("local"));
        Assert.Equal("Hardly any of Claude's 5-hour quota is left; local answers new turns.", RouteReason.QuotaLow.Text("local", quota: "5-hour quota"));
        Assert.Equal("Claude 的 5 小时配额所剩无几，新的轮次由 local 回答。", RouteReason.QuotaLow.TextZh("local", quota: " 5 小时配额"));
    }

    private static Refusal Classify(int status, string body, params (string Name, string Value)[] unified) =>
        FailureClassifier.Classify(new() { Status = status, Headers = Headers(unified), Body = body }, Now);

    private static HeaderDictionary Headers(params (string Name, string Value)[] unified)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in unified)
        {
            headers[$"anthropic-ratelimit-unified-{name}"] = value;
        }

        return headers;
    }
}
