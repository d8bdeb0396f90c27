using ClaudeSidecar.Quota;
using ClaudeSidecar.Quota.Forecast;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Quota.Forecast;

public sealed class ForecastTests
{
    private readonly ManualTime _time = new();
    private readonly QuotaLedger _ledger;
    private readonly DateTimeOffset _reset;

    private double _used;

    public ForecastTests() => (_ledger, _reset) = (new(_time), _time.GetUtcNow().AddHours(5));

    private WindowOutlook Outlook => _ledger.Outlook().Windows.Single();

    [Fact]
    public void ASteadyPaceIsGoneOnWith()
    {
        // Half a percent a minute: 60 % after two hours, the rest lasts 80 minutes more, 100 minutes before the reset.
        Ask(120, every: 1, share: 0.005);

        Assert.True(Outlook.Confident);
        Assert.Equal(0.005, Outlook.PerMinute!.Value, 4);
        Assert.Equal(80, In(Outlook.RunsDryAt), 5.0);
        Assert.InRange(In(Outlook.RunsDryEarliest), 40, 80);
        Assert.InRange(In(Outlook.RunsDryLatest), 80, 180);
    }

    [Fact]
    public void AWindowThatLastsHasNoEnd()
    {
        Ask(120, every: 1, share: 0.002);

        Assert.True(Outlook.Confident);
        Assert.Null(Outlook.RunsDryAt);
        Assert.False(Outlook.BeforeReset);
    }

    [Fact] // edge case 19
    public void OneHugeRequestMakesNoForecast()
    {
        Ask(3, every: 1, share: 0.01);
        Ask(1, every: 1, share: 0.40);

        Assert.False(Outlook.Confident);
        Assert.Null(Outlook.PerMinute);
        Assert.Null(Outlook.RunsDryEarliest);
    }

    [Fact] // edge case 19
    public void OneHugeRequestAmongManyMovesTheForecastALittle()
    {
        Ask(40, every: 1, share: 0.005);
        var before = Outlook;
        Ask(1, every: 1, share: 0.20);

        Assert.InRange(Outlook.PerMinute!.Value, before.PerMinute!.Value, before.PerMinute.Value * 1.3);
        Assert.InRange(Outlook.NextTurn!.Value, 0, 0.03);
    }

    [Fact]
    public void IdleTimeIsNotCountedAsWork()
    {
        Ask(60, every: 1, share: 0.005);
        _time.Advance(TimeSpan.FromMinutes(90));
        Ask(10, every: 1, share: 0.005);

        Assert.Equal(0.005, Outlook.PerMinute!.Value, 3);

        // Whoever rests may rest again: the end is further off than if work went on, but that is the earliest.
        Assert.True(Outlook.RunsDryEarliest < _time.GetUtcNow().AddMinutes((1 - _used) / 0.005));
        Assert.True(Outlook.RunsDryAt is null || Outlook.RunsDryAt > _time.GetUtcNow().AddMinutes((1 - _used) / 0.005));
    }

    [Fact]
    public void WhatAnotherDeviceUsedDuringAPauseWasNotUsedInOneMinute()
    {
        Ask(60, every: 1, share: 0.005);
        _time.Advance(TimeSpan.FromMinutes(60));
        Ask(1, every: 1, share: 0.20);

        Assert.InRange(Outlook.PerMinute!.Value, 0.004, 0.006);
    }

    [Fact]
    public void WholePercentsGiveTheSamePace()
    {
        Ask(120, every: 1, share: 0.0035, step: 0.01);

        Assert.Equal(0.0035, Outlook.PerMinute!.Value, 3);
    }

    [Fact]
    public void SeveralSessionsAddUp()
    {
        for (var minute = 0; minute < 60; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            foreach (var session in new[] { "a", "b", "c" })
            {
                Tell(0.002, session, startsTurn: minute % 10 == 0);
            }
        }

        Assert.Equal(0.006, Outlook.PerMinute!.Value, 3);

        // Ten minutes of three sessions are a turn's time.
        Assert.Equal(0.06 + 0.001, Outlook.NextTurn!.Value, 2);
    }

    [Fact]
    public void ATurnIsAllThatItsToolsTook()
    {
        for (var turn = 0; turn < 12; turn++)
        {
            for (var request = 0; request < 8; request++)
            {
                _time.Advance(TimeSpan.FromSeconds(40));
                Tell(0.001, "s", startsTurn: request == 0);
            }
        }

        Assert.InRange(Outlook.NextTurn!.Value, 0.008, 0.012);
    }

    [Fact]
    public void ThePaceOutlivesTheReset()
    {
        Ask(150, every: 1, share: 0.005);
        _time.Advance(_reset - _time.GetUtcNow() + TimeSpan.FromMinutes(10));
        _used = 0;
        Tell(0.01, "s", startsTurn: true, reset: _reset.AddHours(5));

        Assert.True(Outlook.Confident);
        Assert.Equal(0.005, Outlook.PerMinute!.Value, 3);
        Assert.Equal(0.99, Outlook.Left!.Value, 6);
    }

    [Fact] // edge case 21
    public void AClockSetBackMakesNoNegativeWait()
    {
        Ask(30, every: 1, share: 0.005);
        var earlier = new ManualTime(_time.GetUtcNow().AddHours(-2));
        var ledger = new QuotaLedger(earlier);
        ledger.Load(_ledger.Save());
        ledger.Record("a", new() { At = earlier.GetUtcNow(), Source = QuotaReading.FromHeaders, Windows = [Window(_used + 0.01, _reset)] });

        var outlook = ledger.Outlook().Windows.Single();
        Assert.Equal(_used + 0.01, outlook.Window.Used!.Value, 6);
        Assert.True(outlook.RunsDryAt is null || outlook.RunsDryAt > earlier.GetUtcNow());
        Assert.InRange(outlook.PerMinute!.Value, 0.004, 0.006);
    }

    [Fact] // edge case 35
    public void WhatWasLearntSurvivesARestart()
    {
        Ask(60, every: 1, share: 0.005);
        var again = new QuotaLedger(_time);
        again.Load(_ledger.Save());

        Assert.Equal(Outlook with { Window = null! }, again.Outlook().Windows.Single() with { Window = null! });
        Assert.Equal(Outlook.Window, again.Outlook().Windows.Single().Window);
    }

    [Fact]
    public void AnApiKeysLimitsAreNotForecast()
    {
        for (var i = 0; i < 60; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            _ledger.Record("a", new() { At = _time.GetUtcNow(), Source = QuotaReading.FromHeaders, Windows = [new("tokens", i * 0.015, _time.GetUtcNow().AddMinutes(1), QuotaState.Allowed)] });
        }

        Assert.False(Outlook.Confident);
        Assert.Null(Outlook.RunsDryAt);
    }

    private void Ask(int times, double every, double share, double step = 0)
    {
        for (var i = 0; i < times; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(every));
            Tell(share, "s", startsTurn: true, step: step);
        }
    }

    private void Tell(double share, string session, bool startsTurn, DateTimeOffset? reset = null, double step = 0)
    {
        _used += share;
        var told = step > 0 ? Math.Floor(_used / step) * step : _used;
        _ledger.Record(
            "a",
            new() { At = _time.GetUtcNow(), Source = QuotaReading.FromHeaders, Windows = [Window(Math.Round(told, 6), reset ?? _reset)] },
            new(session, "claude-sonnet-5", startsTurn));
    }

    private double In(DateTimeOffset? moment) => (moment!.Value - _time.GetUtcNow()).TotalMinutes;

    private static QuotaWindow Window(double used, DateTimeOffset reset) => new("5h", used, reset, QuotaState.Allowed);
}
