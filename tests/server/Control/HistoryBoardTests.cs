using ClaudeSidecar.Control;
using ClaudeSidecar.Observability;
using ClaudeSidecar.Observability.History;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Control;

public sealed class HistoryBoardTests : AsyncTest
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly LogBook _said = new();
    private readonly OptionsStore _options;
    private readonly QuotaLedger _quota;
    private HistoryLog _log = null!;
    private HistoryBoard _board = null!;

    public HistoryBoardTests()
    {
        (_options, _quota) = (new(_folder["sidecar.json"], _time, NullLogger<OptionsStore>.Instance), new(_time));
        Open();
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _options.Dispose();
        _said.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task WhatTheHistorySuggestsIsShownAndNotDone()
    {
        await FillAsync();

        Assert.Same(_options.Current, _board.Over(_options.Current));
        var status = _board.Status!;
        Assert.False(status.Learn);
        var suggestion = Assert.Single(status.Suggestions);
        Assert.Equal(("handover.switchBelow", "0.05", "0.08", false), (suggestion.Option, suggestion.Now, suggestion.Value, suggestion.Applied));
        Assert.DoesNotContain(_said.Lines, line => line.StartsWith("Learnt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhoWantsItLearntGetsItAndIsToldOnce()
    {
        Configure("""{"handover":{"learn":true}}""");
        await FillAsync();

        var learnt = _board.Over(_options.Current);
        Assert.Equal(0.08, learnt.Handover.SwitchBelow);
        Assert.Equal(0.05, _options.Current.Handover.SwitchBelow);
        Assert.Same(learnt, _board.Over(_options.Current));
        Assert.True(_board.Status is { Learn: true, Suggestions: [{ Applied: true }] });
        var line = Assert.Single(_said.Lines, line => line.StartsWith("Learnt", StringComparison.Ordinal));
        Assert.Contains("handover.switchBelow is 0.08 instead of 0.05", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakingTheOptionAwayUndoesItAtOnce()
    {
        Configure("""{"handover":{"learn":true}}""");
        await FillAsync();
        Assert.Equal(0.08, _board.Over(_options.Current).Handover.SwitchBelow);

        Configure("{}");
        Assert.Same(_options.Current, _board.Over(_options.Current));
    }

    [Fact]
    public async Task WhoDeletesTheHistoryDeletesWhatWasLearnt()
    {
        Configure("""{"handover":{"learn":true}}""");
        await FillAsync();
        await CloseAsync();
        Directory.Delete(_folder["history"], recursive: true);
        await ReopenAsync();

        Assert.Same(_options.Current, _board.Over(_options.Current));
        Assert.Contains("0 of 30 turns", _board.Status!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadingsAreNotedWithWhomTheyAreFor()
    {
        _log.Start();
        _quota.Record("a", new() { At = _time.GetUtcNow(), Source = QuotaReading.FromHeaders, State = QuotaState.Warning, Windows = [new("5h", 0.5, null, QuotaState.Warning)] }, new("s", "claude-opus-4-5", StartsTurn: true));
        await _log.FlushAsync();

        var reading = Assert.Single(new HistoryReader(_folder["history"]).Readings());
        Assert.Equal(("a", HistoryMark.Of("s"), "claude-opus-4-5", true, "warning"), (reading.Account, reading.Session, reading.Model, reading.StartsTurn, reading.State));
        Assert.Equal(new WindowRecord("5h", 0.5, null, "warning"), Assert.Single(reading.Windows));
    }

    [Fact]
    public async Task SessionsThatFlapBetweenFailuresSpeakForALongerStay()
    {
        _log.Start();
        for (var i = 0; i < 9; i++)
        {
            Move($"s{i}", "claude", "local", "failure", 0);
            Move($"s{i}", "local", "claude", "return", 10);
            Move($"s{i}", "claude", "local", "failure", i < 4 ? 15 : 60);
        }

        await _log.FlushAsync();
        await CloseAsync();
        await ReopenAsync();

        Assert.Equal(("handover.minimumStay", "00:10:00"), _board.Status!.Suggestions is [var only] ? (only.Option, only.Value) : default);
    }

    private void Configure(string json)
    {
        _folder.Write("sidecar.json", json);
        Assert.True(_options.Load());
    }

    // Forty turns of 7.5 % of a window, and six limits in the middle of one.
    private async Task FillAsync()
    {
        _log.Start();
        for (var i = 0; i <= 40; i++)
        {
            _log.Add(new ReadingRecord
            {
                At = _time.GetUtcNow().AddMinutes(i),
                Account = "a",
                Session = "s",
                Source = "headers",
                StartsTurn = true,
                Windows = [new("5h", Math.Round(0.075 * (i % 13), 4), _time.GetUtcNow().AddHours(5 * (i / 13)), "allowed")],
            });
        }

        for (var i = 0; i < 6; i++)
        {
            Move($"s{i}", "claude", "local", "limit", 0, inTurn: true);
        }

        await CloseAsync();
        await ReopenAsync();
    }

    private void Move(string session, string from, string to, string trigger, int minutes, bool inTurn = false) => _log.Add(new SwitchRecord
    {
        At = _time.GetUtcNow().AddMinutes(minutes),
        Id = $"{session}-{minutes}",
        Session = session,
        From = from,
        To = to,
        Trigger = trigger,
        Reason = "any",
        InTurn = inTurn,
    });

    private void Open()
    {
        _log = new(_folder["history"], () => 90, new SidecarMetrics(), _time, NullLogger<HistoryLog>.Instance);
        _board = new(_log, _options, _quota, _time, _said.CreateLogger<HistoryBoard>());
    }

    private async Task ReopenAsync()
    {
        Open();
        _log.Start();
        await _log.FlushAsync();
    }

    private async Task CloseAsync()
    {
        await _log.DisposeAsync();
        _board.Dispose();
    }
}
