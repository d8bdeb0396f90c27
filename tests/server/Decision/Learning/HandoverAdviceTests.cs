using ClaudeSidecar.Decision.Learning;
using ClaudeSidecar.Settings;
using FsCheck;
using FsCheck.Fluent;

namespace ClaudeSidecar.Tests.Decision.Learning;

public sealed class HandoverAdviceTests
{
    private static readonly HandoverOptions Defaults = new();

    private static readonly HandoverEvidence LimitsInTheMiddle = new() { Turns = 40, TurnCost = 0.072, Limits = 8, LimitsInTurn = 6 };

    [Fact]
    public void WhereTooLittleIsKnownItSaysSoAndSuggestsNothing()
    {
        var advice = HandoverAdvice.Of(new() { Turns = 12, TurnCost = 0.4, Limits = 4, LimitsInTurn = 4, EarlyDisliked = 4, Returns = 7, ShortReturns = 7 }, Defaults);

        Assert.Empty(advice.Suggestions);
        Assert.Equal(Defaults, advice.Apply(Defaults));
        Assert.Contains("12 of 30 turns, and 4 of 5 limits", advice.Text, StringComparison.Ordinal);
        Assert.Contains("12", advice.TextZh, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsAsItShouldBeIsLeftAlone()
    {
        var advice = HandoverAdvice.Of(LimitsInTheMiddle with { LimitsInTurn = 2 }, Defaults);

        Assert.Empty(advice.Suggestions);
        Assert.Equal("What was seen here speaks for no other thresholds.", advice.Text);
    }

    [Fact]
    public void LimitsInTheMiddleOfTurnsSpeakForLeavingEarlier()
    {
        var advice = HandoverAdvice.Of(LimitsInTheMiddle, Defaults);

        var suggestion = Assert.Single(advice.Suggestions);
        Assert.Equal(("handover.switchBelow", "0.05", "0.08"), (suggestion.Option, suggestion.Now, suggestion.Value));
        Assert.Contains("6 of 8 limits", suggestion.Text, StringComparison.Ordinal);
        Assert.Contains("7.2 %", suggestion.TextZh, StringComparison.Ordinal);
        Assert.Equal(Defaults with { SwitchBelow = 0.08 }, advice.Apply(Defaults));
    }

    [Fact]
    public void WithoutTheForecastCheapTurnsSpeakForLeavingLater()
    {
        var options = Defaults with { Forecast = false };
        Assert.Equal(0.02, HandoverAdvice.Of(new() { Turns = 40, TurnCost = 0.012 }, options).Apply(options).SwitchBelow);

        // With it the window is used up to the next turn's cost anyway.
        Assert.Empty(HandoverAdvice.Of(new() { Turns = 40, TurnCost = 0.012 }, Defaults).Suggestions);
    }

    [Fact]
    public void TheUsersOwnWordOutranksWhatIsReckoned()
    {
        var advice = HandoverAdvice.Of(LimitsInTheMiddle with { EarlyLiked = 1, EarlyDisliked = 4 }, Defaults);

        Assert.Equal(0.03, advice.Apply(Defaults).SwitchBelow);
        Assert.Contains("4 of 5", Assert.Single(advice.Suggestions).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void SessionsThatFlapSpeakForALongerStay()
    {
        var advice = HandoverAdvice.Of(new() { Returns = 12, ShortReturns = 4 }, Defaults);

        Assert.Equal(TimeSpan.FromMinutes(10), advice.Apply(Defaults).MinimumStay);
        Assert.Equal(("handover.minimumStay", "00:05:00", "00:10:00"), advice.Suggestions is [var only] ? (only.Option, only.Now, only.Value) : default);
    }

    [Fact]
    public void WhoWantsNoEarlySwitchGetsNone() => Assert.Empty(HandoverAdvice.Of(LimitsInTheMiddle, Defaults with { SwitchBelow = 0 }).Suggestions);

    [Fact]
    public void WhateverWasSeenItStaysWithinItsBounds() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, 100).Four().ToArbitrary(), Gen.Choose(0, 100).Four().ToArbitrary(), ArbMap.Default.ArbFor<bool>(), (some, more, forecast) =>
        {
            var options = Defaults with { SwitchBelow = Math.Min(some.Item1, 20) / 100.0, Forecast = forecast, MinimumStay = TimeSpan.FromMinutes(more.Item1) };
            var seen = new HandoverEvidence
            {
                Turns = some.Item2,
                TurnCost = some.Item3 / 100.0,
                Limits = some.Item4,
                LimitsInTurn = Math.Min(some.Item4, more.Item2),
                EarlyLiked = more.Item3,
                EarlyDisliked = more.Item4,
                Returns = some.Item2,
                ShortReturns = Math.Min(some.Item2, more.Item3),
            };
            var advice = HandoverAdvice.Of(seen, options);
            var applied = advice.Apply(options);
            return (applied.SwitchBelow == options.SwitchBelow || applied.SwitchBelow is >= HandoverAdvice.LowestSwitchBelow and <= HandoverAdvice.HighestSwitchBelow)
                && applied.SwitchBelow <= applied.ReturnAbove
                && (applied.MinimumStay == options.MinimumStay || (applied.MinimumStay > options.MinimumStay && applied.MinimumStay <= HandoverAdvice.LongestStay))
                && applied with { SwitchBelow = options.SwitchBelow, MinimumStay = options.MinimumStay } == options
                && advice.Suggestions.Count == (applied.SwitchBelow == options.SwitchBelow ? 0 : 1) + (applied.MinimumStay == options.MinimumStay ? 0 : 1);
        }));
}
