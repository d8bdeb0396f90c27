using ClaudeSidecar.Execution.Prepare;
using ClaudeSidecar.Execution.Prewarm;

namespace ClaudeSidecar.Tests.Execution.Prewarm;

public sealed class PrewarmPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly WarmSite Free = new() { Found = true, Here = true };

    private static WarmWish Wish => new()
    {
        Option = "belowWarning",
        QuotaIsLow = true,
        AnswersAlready = false,
        Prompt = Prompt(40_000),
        PreparedAt = Now,
        Now = Now,
    };

    [Fact]
    public void BelowTheFirstWarningTheSessionIsReadAheadOfTime() => Assert.Equal(new(true, WarmReason.First), PrewarmPolicy.Wants(Wish));

    [Theory]
    [InlineData("off", true, false, WarmReason.Off)]
    [InlineData("belowWarning", false, false, WarmReason.QuotaIsAmple)]
    [InlineData("always", false, true, WarmReason.First)]
    public void TheUserSaysWhen(string option, bool quotaIsLow, bool warm, WarmReason reason) =>
        Assert.Equal(new(warm, reason), PrewarmPolicy.Wants(Wish with { Option = option, QuotaIsLow = quotaIsLow }));

    [Fact]
    public void ASessionThatIsAnsweredThereKeepsItWarmItself() => Assert.Equal(WarmReason.AnswersAlready, PrewarmPolicy.Wants(Wish with { AnswersAlready = true }).Reason);

    [Fact]
    public void AgentsAreNotWarmed() => Assert.Equal(WarmReason.Agent, PrewarmPolicy.Wants(Wish with { Prompt = Prompt(40_000, session: "s/agent-1") }).Reason);

    [Fact]
    public void ASessionWhoseUserHasGoneIsLetGo() => Assert.Equal(WarmReason.SessionIsIdle, PrewarmPolicy.Wants(Wish with { PreparedAt = Now.AddHours(-2) }).Reason);

    [Theory]
    [InlineData(40_999, WarmReason.Warm)]
    [InlineData(41_000, WarmReason.Grown)]
    [InlineData(39_000, WarmReason.Grown)] // cut anew
    public void ItIsReadAgainAfterAStepAndAfterACut(int tokens, WarmReason reason) =>
        Assert.Equal(reason, PrewarmPolicy.Wants(Wish with { Prompt = Prompt(tokens, 2), Marks = [Mark(minutesAgo: 1)] }).Reason);

    [Fact]
    public void TheSamePromptIsNotReadTwice() => Assert.Equal(new(false, WarmReason.Warm), PrewarmPolicy.Wants(Wish with { Marks = [Mark(minutesAgo: 600)] }));

    [Fact]
    public void ItIsRefreshedBeforeTheServerDropsTheModel()
    {
        var wish = Wish with { Marks = [Mark(minutesAgo: 23)], KeepsFor = TimeSpan.FromMinutes(30) };
        Assert.Equal(new(false, WarmReason.Warm, TimeSpan.FromMinutes(1)), PrewarmPolicy.Wants(wish));
        Assert.Equal(new(true, WarmReason.Refresh), PrewarmPolicy.Wants(wish with { Now = Now.AddMinutes(1) }));
    }

    [Fact]
    public void WithOneSlotTwoSessionsDoNotTakeItFromEachOther()
    {
        var wish = Wish with { Prompt = Prompt(9000, session: "other"), Marks = [Mark(minutesAgo: 0.5)] };
        Assert.Equal(new(false, WarmReason.AnotherSession, TimeSpan.FromSeconds(30)), PrewarmPolicy.Wants(wish));
        Assert.Equal(WarmReason.First, PrewarmPolicy.Wants(wish with { Now = Now.AddSeconds(30) }).Reason);
        Assert.Equal(WarmReason.First, PrewarmPolicy.Wants(wish with { Slots = 2 }).Reason);
    }

    [Theory]
    [InlineData(8, 7, true)]
    [InlineData(8, 8, false)]
    [InlineData(300, 29, true)]
    [InlineData(300, 30, false)]
    public void TheServerHasARestAsLongAsItsWorkButNoLongerThanHalfAMinute(int took, int ago, bool rests) => Assert.Equal(
        rests ? WarmReason.Rest : WarmReason.Grown,
        PrewarmPolicy.Wants(Wish with
        {
            Prompt = Prompt(50_000, 2),
            Marks = [Mark(minutesAgo: 1)],
            LastTryAt = Now.AddSeconds(-ago),
            LastTook = TimeSpan.FromSeconds(took),
        }).Reason);

    [Theory]
    [InlineData(1, 0.5, WarmReason.Failed)]
    [InlineData(1, 1, WarmReason.First)]
    [InlineData(3, 29, WarmReason.FailedOften)]
    [InlineData(3, 30, WarmReason.First)]
    public void AServerThatRefusesIsLeftAlone(int failures, double minutesAgo, WarmReason reason) =>
        Assert.Equal(reason, PrewarmPolicy.Wants(Wish with { Failures = failures, LastTryAt = Now.AddMinutes(-minutesAgo) }).Reason);

    [Fact]
    public void AFreeServerHereMayBeWarmed() => Assert.True(PrewarmPolicy.Allows(Free, PowerState.Mains).Warm);

    [Fact]
    public void AMachineThatDoesNotSayWhatItRunsOnHasNoBattery() => Assert.True(PrewarmPolicy.Allows(Free, PowerState.Unknown).Warm);

    [Fact]
    public void NothingIsReadOnBattery() => Assert.Equal(new(false, WarmReason.OnBattery), PrewarmPolicy.Allows(Free, PowerState.Battery));

    [Fact]
    public void NothingIsSentElsewhere() => Assert.Equal(new(false, WarmReason.NotHere), PrewarmPolicy.Allows(Free with { Here = false }, PowerState.Mains));

    [Fact]
    public void WhereNoServerIsFoundNothingIsTried() => Assert.Equal(new(false, WarmReason.Absent), PrewarmPolicy.Allows(new(), PowerState.Mains));

    [Fact]
    public void RealRequestsGoFirst() => Assert.Equal(new(false, WarmReason.InUse), PrewarmPolicy.Allows(Free with { InUse = true }, PowerState.Mains));

    [Fact]
    public void WhoeverElseTheServerWorksForGoesFirst() =>
        Assert.Equal(new(false, WarmReason.ServerBusy, TimeSpan.FromSeconds(30)), PrewarmPolicy.Allows(Free with { Busy = true }, PowerState.Mains));

    private static PreparedPrompt Prompt(int tokens, long revision = 1, string session = "s") => new(session, "local", default, tokens, revision);

    private static WarmMark Mark(double minutesAgo) => new("s", 40_000, 1, Now.AddMinutes(-minutesAgo), TimeSpan.FromSeconds(40));
}
