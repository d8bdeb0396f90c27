using ClaudeSidecar.Observability.History;

namespace ClaudeSidecar.Tests.Observability.History;

public sealed class TurnCostsTests : IDisposable
{
    private readonly HistoryStage _stage = new();

    [Fact]
    public void NineOfTenTurnsCostNoMore()
    {
        // Nine turns of 1 % and one of 9 %, with readings in between that start no turn.
        double used = 0;
        var readings = Enumerable.Range(0, 11).SelectMany(i =>
        {
            used += i == 0 ? 0 : i == 5 ? 0.09 : 0.01;
            return (ReadingRecord[])[_stage.Reading(Math.Round(used, 4), startsTurn: true, minutes: i), _stage.Reading(Math.Round(used + 0.004, 4), minutes: i)];
        });
        var costs = TurnCosts.Of(readings);

        Assert.Equal(10, costs.Count);
        Assert.Equal(0.01, costs.High!.Value, 6);
    }

    [Fact]
    public void WhatTellsNothingIsNoTurn()
    {
        var reset = _stage.Reading(0.6, startsTurn: true, minutes: 2) with { Windows = [new("5h", 0.6, _stage.Time.GetUtcNow().AddHours(8), "allowed")] };
        Assert.Equal(0, TurnCosts.Of([_stage.Reading(0.5, startsTurn: true), reset]).Count);
        Assert.Equal(0, TurnCosts.Of([_stage.Reading(0.5, startsTurn: true), _stage.Reading(0.4, startsTurn: true, minutes: 1)]).Count);
        Assert.Equal(0, TurnCosts.Of([_stage.Reading(0.5, startsTurn: true), _stage.Reading(0.6, startsTurn: true, minutes: 90)]).Count);
        Assert.Equal(0, TurnCosts.Of([_stage.Reading(0.5, startsTurn: true), _stage.Reading(0.6, startsTurn: true, minutes: 1) with { Session = "other" }]).Count);
        Assert.Null(TurnCosts.Of([]).High);
    }

    public void Dispose() => _stage.Dispose();
}
