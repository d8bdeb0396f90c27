using ClaudeSidecar.Observability.History;

namespace ClaudeSidecar.Tests.Observability.History;

public sealed class SwitchTrackerTests : IDisposable
{
    private readonly HistoryStage _stage = new();
    private readonly SwitchTracker _tracker = new();

    [Fact]
    public void ATurnThatEndsThereIsFinished() => AssertEnds("finished", _stage.Request("tool_use"), _stage.Request("tool_use"), _stage.Request("end_turn"));

    [Fact]
    public void ATurnThatStaysInItsToolsIsNot() => AssertEnds("unfinished", _stage.Request("tool_use"));

    [Fact]
    public void ASwitchThatNobodyFollowedIsNot() => AssertEnds("unfinished");

    [Fact]
    public void WhatFailsAtLastHasFailed() => AssertEnds("failed", _stage.Request("tool_use"), Failed());

    [Fact]
    public void WhatFailsAndIsTriedAgainMayFinish()
    {
        var ended = AssertEnds("finished", Failed(), Failed(), _stage.Request());
        Assert.Equal((3, 2, 2, 1), (ended.Requests, ended.Failed, ended.Retries, ended.Finished));
    }

    [Fact]
    public void ATurnThatTheUserGaveUpIsNotFinishedByTheNextOne() =>
        AssertEnds("unfinished", _stage.Request("tool_use") with { StartsTurn = true }, _stage.Request() with { StartsTurn = true });

    [Fact]
    public void TheSameTurnTriedAgainIsNotAnotherOne() =>
        AssertEnds("finished", Failed() with { StartsTurn = true }, _stage.Request() with { StartsTurn = true });

    [Fact]
    public void AClientThatGoesAwayIsNoFailure() => AssertEnds("unfinished", _stage.Request(stop: null) with { Failure = "client-gone", Status = 0 });

    [Fact]
    public void WhatTheToolsSayIsCountedFromTheSecondRequestOn()
    {
        var ended = AssertEnds(
            "finished",
            _stage.Request("tool_use") with { ToolResults = 3, ToolErrors = 3 },
            _stage.Request() with { ToolResults = 2, ToolErrors = 1 });
        Assert.Equal((2, 1), (ended.ToolResults, ended.ToolErrors));
    }

    [Fact]
    public void RequestsOfOthersBesideOrElsewhereDoNotCount()
    {
        var ended = AssertEnds(
            "unfinished",
            _stage.Request(session: "other"),
            _stage.Request(backend: "claude"),
            _stage.Request() with { Class = "auxiliary" },
            _stage.Request() with { Agent = "agent" },
            _stage.Request() with { Session = null });
        Assert.Equal(0, ended.Requests);
    }

    [Fact]
    public void GoingBackEndsTheOneBefore()
    {
        Assert.Empty(_tracker.Begin(_stage.Switch("there")));
        _tracker.Take(_stage.Request());
        var ended = Assert.Single(_tracker.Begin(_stage.Switch("back", from: "local", to: "claude", minutes: 7)));

        Assert.Equal(("there", "finished", "switch", 420_000L), (ended.Id, ended.Outcome, ended.EndedBy, ended.Milliseconds));
        Assert.Equal("back", Assert.Single(_tracker.EndAll(_stage.Time.GetUtcNow())).Id);
    }

    [Fact]
    public void SilenceEndsItAtTheLastRequest()
    {
        _tracker.Begin(_stage.Switch("x"));
        _tracker.Take(_stage.Request(minutes: 5));
        var end = _tracker.NextEnd!.Value;

        Assert.Equal(_stage.Time.GetUtcNow().AddMinutes(5) + SwitchTracker.Silence, end);
        Assert.Empty(_tracker.EndSilent(end.AddTicks(-1)));
        Assert.Equal(_stage.Time.GetUtcNow().AddMinutes(5), Assert.Single(_tracker.EndSilent(end)).EndedAt);
        Assert.Null(_tracker.NextEnd);
    }

    [Fact]
    public void AClockThatIsSetBackMakesNoNegativeTime()
    {
        _tracker.Begin(_stage.Switch("x"));
        Assert.Equal(0, Assert.Single(_tracker.EndAll(_stage.Time.GetUtcNow().AddDays(-1))).Milliseconds);
    }

    [Fact]
    public void ItHoldsOnlySoMany()
    {
        for (var i = 0; i < SwitchTracker.Capacity; i++)
        {
            Assert.Empty(_tracker.Begin(_stage.Switch($"{i}", session: $"{i}", minutes: i)));
        }

        var ended = Assert.Single(_tracker.Begin(_stage.Switch("more", session: "more", minutes: 999)));
        Assert.Equal(("0", "crowd"), (ended.Id, ended.EndedBy));
        Assert.Equal(SwitchTracker.Capacity, _tracker.EndAll(_stage.Time.GetUtcNow()).Count);
    }

    public void Dispose() => _stage.Dispose();

    private SwitchRecord AssertEnds(string outcome, params RequestRecord[] requests)
    {
        _tracker.Begin(_stage.Switch("x"));
        foreach (var request in requests)
        {
            _tracker.Take(request);
        }

        var ended = Assert.Single(_tracker.EndAll(_stage.Time.GetUtcNow()));
        Assert.Equal(outcome, ended.Outcome);
        return ended;
    }

    private RequestRecord Failed() => _stage.Request(stop: null) with { Status = 503, Failure = "server-error" };
}
