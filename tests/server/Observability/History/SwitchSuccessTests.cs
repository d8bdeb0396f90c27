using ClaudeSidecar.Observability.History;

namespace ClaudeSidecar.Tests.Observability.History;

public sealed class SwitchSuccessTests : IDisposable
{
    private readonly HistoryStage _stage = new();

    [Fact]
    public void WhatASessionDidBeforeAndAfterIsToldApart()
    {
        var success = SwitchSuccess.Of(
            [Ended()],
            [
                _stage.Request(backend: "claude", minutes: -200) with { StartsTurn = true },
                _stage.Request(backend: "claude", minutes: -20) with { StartsTurn = true },
                _stage.Request("tool_use", backend: "claude", minutes: -10) with { StartsTurn = true },
                _stage.Request(session: "other", backend: "claude", minutes: -5),
                _stage.Request(backend: "claude", minutes: -1) with { ToolResults = 4 },
                _stage.Request("tool_use", minutes: 1) with { StartsTurn = true, ToolResults = 2, ToolErrors = 1 },
                _stage.Request(stop: null, minutes: 2) with { Failure = "server-error" },
                _stage.Request(minutes: 3),
                _stage.Request(minutes: 3) with { Class = "auxiliary" },
                _stage.Request(minutes: 60),
            ]);

        Assert.Equal(1, success.Switches);
        Assert.Equal(new() { Requests = 3, Turns = 2, Finished = 2, ToolResults = 4 }, success.Before);
        Assert.Equal(new() { Requests = 3, Failed = 1, Turns = 1, Finished = 1, ToolResults = 2, ToolErrors = 1 }, success.After);
        Assert.Equal((1.0, 0.5), (success.After.FinishedShare, success.After.ToolErrorShare));
    }

    [Fact]
    public void ATurnThatIsCarriedOverCountsWhereItEnds()
    {
        var success = SwitchSuccess.Of(
            [Ended() with { InTurn = true }],
            [_stage.Request("tool_use", backend: "claude", minutes: -1) with { StartsTurn = true }, _stage.Request(minutes: 1)]);

        Assert.Equal((0, 0), (success.Before.Turns, success.Before.Finished));
        Assert.Equal((1, 1), (success.After.Turns, success.After.Finished));
    }

    [Fact]
    public void ATurnThatIsTriedAgainIsOneTurn()
    {
        var success = SwitchSuccess.Of(
            [Ended()],
            [_stage.Request(stop: null, minutes: 1) with { StartsTurn = true, Failure = "overloaded" }, _stage.Request(minutes: 2) with { StartsTurn = true }]);

        Assert.Equal((1, 1, 1), (success.After.Turns, success.After.Finished, success.After.Failed));
    }

    [Fact]
    public void ReturnsAndSwitchesThatLastAreNotJudged()
    {
        var success = SwitchSuccess.Of([Ended() with { Trigger = "return" }, _stage.Switch("open")], [_stage.Request(minutes: 1)]);

        Assert.Equal((0, 0), (success.Switches, success.After.Requests));
        Assert.Null(success.After.FinishedShare);
    }

    public void Dispose() => _stage.Dispose();

    private SwitchRecord Ended() => _stage.Switch("x") with { EndedAt = _stage.Time.GetUtcNow().AddMinutes(30), EndedBy = "switch" };
}
