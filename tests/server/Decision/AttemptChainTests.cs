using ClaudeSidecar.Decision;
using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Tests.Decision;

public sealed class AttemptChainTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly Refusal Overload = new(FailureKind.Overloaded);

    [Fact] // edge case 6
    public void AnOverloadIsTriedAgainTwiceInPlaceAndThenTheNextOneAnswers()
    {
        var chain = Chain();

        Assert.Equal((NextStep.AskAgain, 400), (chain.Failed(Overload, Now), chain.Pause.TotalMilliseconds));
        Assert.Equal((NextStep.AskAgain, 800), (chain.Failed(Overload, Now), chain.Pause.TotalMilliseconds));
        Assert.Equal(NextStep.AskNext, chain.Failed(Overload, Now));
        Assert.Equal(("local", RouteReason.Overloaded), (chain.Current!.Provider, chain.Current.Reason));
        Assert.Single(chain.Failures);
    }

    [Fact] // edge case 23
    public void NoRetryAfterIsSleptThrough() => Assert.Equal(NextStep.AskNext, Chain().Failed(Overload with { Until = Now.AddSeconds(5) }, Now));

    [Fact] // edge case 23
    public void ALimitIsPassedAtOnce() => Assert.Equal(NextStep.AskNext, Chain().Failed(new(FailureKind.QuotaWindow, Now.AddSeconds(1)), Now));

    [Fact]
    public void WithoutAnybodyElseAnOverloadIsTheClientsToRetry()
    {
        var chain = new AttemptChain(new([new("claude", RouteReason.Primary) { Patience = 2 }]));

        Assert.Equal(NextStep.Stop, chain.Failed(Overload, Now));
    }

    [Theory] // edge case 8
    [InlineData(FailureKind.Rejected)]
    [InlineData(FailureKind.Unauthorised)] // edge case 7
    [InlineData(FailureKind.TooLong)]
    public void WhatIsTheUsersToSeeEndsTheChain(FailureKind kind) => Assert.Equal(NextStep.Stop, Chain().Failed(new(kind), Now));

    [Fact]
    public void WhereTheUserDecidesTheNextOneIsNamedAndAskedOnlyAfterAYes()
    {
        var chain = Chain(asks: true);

        Assert.Equal(NextStep.AskTheUser, chain.Failed(new(FailureKind.QuotaWindow, Now.AddHours(1)), Now));
        Assert.Equal(("claude", "local"), (chain.Current!.Provider, chain.Following!.Provider));
        chain.Allowed();
        Assert.Equal(("local", RouteReason.QuotaWindow), (chain.Current!.Provider, chain.Current.Reason));
    }

    [Fact]
    public void WhereTheUserWasNotAskedABrokenAnswerIsGoneOnWithByNobody()
    {
        Assert.False(Chain(asks: true).BrokeOff(new(FailureKind.CutOff)));
        Assert.True(Chain().BrokeOff(new(FailureKind.CutOff)));
    }

    [Fact]
    public void ClaudeNeedsNoExcuseForAnsweringWhenTheOtherCannot()
    {
        var chain = new AttemptChain(new([new("local", RouteReason.QuotaLow), new("claude", RouteReason.Primary)]) { Home = "claude" });
        chain.Failed(new(FailureKind.Unreachable), Now);

        Assert.Equal(RouteReason.Primary, chain.Current!.Reason);
    }

    private static AttemptChain Chain(bool asks = false) =>
        new(new([new("claude", RouteReason.Primary) { Patience = 2 }, new("local", RouteReason.Primary)]) { Home = "claude", AsksTheUser = asks });
}
