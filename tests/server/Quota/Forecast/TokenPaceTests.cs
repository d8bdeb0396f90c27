using ClaudeSidecar.Quota;
using ClaudeSidecar.Quota.Forecast;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Tests.Quota.Forecast;

public sealed class TokenPaceTests
{
    private readonly ManualTime _time = new();
    private readonly QuotaLedger _ledger;

    public TokenPaceTests()
    {
        _ledger = new(_time);
        _ledger.Record("a", new() { At = _time.GetUtcNow(), Source = QuotaReading.FromHeaders, Windows = [] });
    }

    private TokenPace? Pace => _ledger.Outlook("a").Tokens;

    [Fact]
    public void WhatTheCacheGaveIsNoInput()
    {
        Ask(5, everyMinutes: 2, new(Input: 400, CacheRead: 90_000, Output: 60));

        Assert.NotNull(Pace);
        Assert.Equal((200, 45_000, 30), (Math.Round(Pace.Input), Math.Round(Pace.Cached), Math.Round(Pace.Output)));
    }

    [Fact]
    public void TwoAnswersAreNoPace()
    {
        Ask(2, everyMinutes: 2, new(400, 0, 60));

        Assert.Null(Pace);
    }

    [Fact]
    public void APauseIsNoWork()
    {
        Ask(30, everyMinutes: 1, new(1000, 0, 100));
        var before = Pace!;
        _time.Advance(TimeSpan.FromHours(3));
        Ask(1, everyMinutes: 0, new(1000, 0, 100));

        Assert.Equal(before.Input, Pace!.Input, before.Input * 0.02);
    }

    [Fact]
    public void ThePaceIsThatOfLate()
    {
        Ask(40, everyMinutes: 1, new(1000, 0, 100));
        Ask(40, everyMinutes: 1, new(3000, 0, 100));

        Assert.InRange(Pace!.Input, 2800, 3000);
    }

    [Fact] // edge case 21
    public void AClockThatIsSetBackMakesNoNegativeTime()
    {
        Ask(10, everyMinutes: 1, new(1000, 0, 100));
        _time.SetBack(TimeSpan.FromHours(1));
        Ask(10, everyMinutes: 1, new(1000, 0, 100));

        Assert.InRange(Pace!.Input, 900, 1300);
    }

    [Fact] // edge case 22
    public void AnotherLoginHasItsOwn()
    {
        Ask(5, everyMinutes: 2, new(400, 0, 60));

        Assert.Null(_ledger.Outlook("b").Tokens);
    }

    private void Ask(int times, int everyMinutes, Usage told)
    {
        for (var i = 0; i < times; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(everyMinutes));
            _ledger.Spend("a", told);
        }
    }
}
