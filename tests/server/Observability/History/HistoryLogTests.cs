using ClaudeSidecar.Observability.History;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Observability.History;

public sealed class HistoryLogTests : IDisposable
{
    private readonly HistoryStage _stage = new();

    [Fact]
    public async Task WhatIsWrittenCanBeRead()
    {
        var request = _stage.Request() with { Input = 12, Cached = 345, Output = 6, Milliseconds = 789, StartsTurn = true, ToolResults = 2, ToolErrors = 1, Failovers = 1 };
        var reading = _stage.Reading(0.42, startsTurn: true);
        var feedback = new FeedbackRecord { At = _stage.Time.GetUtcNow(), Good = true, Switch = "x", Reason = "quota-low", To = "local" };
        await _stage.WriteAsync(request, reading, feedback);
        var reader = _stage.Reader;

        Assert.Equal(request with { Session = HistoryMark.Of("s") }, Assert.Single(reader.Requests()));
        var read = Assert.Single(reader.Readings());
        Assert.Equal((reading.At, "a", true, 0.42), (read.At, read.Account, read.StartsTurn, read.Windows[0].Used));
        Assert.Equal(feedback, Assert.Single(reader.Feedback()));
        Assert.Equal((0, 0), (reader.Junk, reader.Newer));
    }

    [Fact]
    public async Task NoIdOfASessionOrAgentIsInAnyFile()
    {
        await _stage.WriteAsync(
            _stage.Request(session: "canary-session") with { Agent = "canary-agent" },
            _stage.Switch("x", session: "canary-session"),
            _stage.Reading(0.1) with { Session = "canary-session" },
            new FeedbackRecord { At = _stage.Time.GetUtcNow(), Good = false, Session = "canary-session" });

        Assert.Equal(4, Directory.GetFiles(_stage.Folder).Length);
        Assert.All(Directory.GetFiles(_stage.Folder), file => Assert.DoesNotContain("canary", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task OnlyItsOwnerMayReadIt()
    {
        await _stage.WriteAsync(_stage.Request());
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_stage.Folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_stage["requests.jsonl"]));

        File.SetUnixFileMode(_stage["requests.jsonl"], (UnixFileMode)0b110_100_100);
        await _stage.WriteAsync(_stage.Request());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_stage["requests.jsonl"]));
    }

    [Fact]
    public async Task WhatFollowsATornLineIsNotLostWithIt()
    {
        await _stage.WriteAsync(_stage.Request());
        _stage.Append("requests.jsonl", "{\"v\":1,\"at\":\"2026-11"u8);
        await _stage.WriteAsync(_stage.Request(), _stage.Request());
        var reader = _stage.Reader;

        Assert.Equal(3, reader.Requests().Count());
        Assert.Equal(1, reader.Junk);
    }

    [Fact]
    public async Task AFullFileIsTurnedOverAndTheOldestGoes()
    {
        for (var file = 0; file < HistoryFiles.MostOld + 3; file++)
        {
            await _stage.WriteAsync(_stage.Request(backend: $"no{file}"));
            using (var stream = new FileStream(_stage["requests.jsonl"], FileMode.Append))
            {
                stream.SetLength(HistoryFiles.Largest - 1);
            }

            _stage.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await _stage.WriteAsync(_stage.Request(backend: "last"));
        await _stage.WriteAsync();

        Assert.Equal(HistoryFiles.MostOld + 1, Directory.GetFiles(_stage.Folder).Length);
        Assert.Equal(["no3", "no4", "no5", "last"], _stage.Reader.Requests().Select(request => request.Backend));
    }

    [Fact]
    public async Task AFileOfAWeekIsTurnedOverSoThatItsOldLinesCanGo()
    {
        await _stage.WriteAsync(_stage.Request());
        _stage.Time.Advance(TimeSpan.FromDays(6));
        await _stage.WriteAsync(_stage.Request());
        Assert.Single(Directory.GetFiles(_stage.Folder));

        _stage.Time.Advance(TimeSpan.FromDays(2));
        await _stage.WriteAsync(_stage.Request());
        Assert.Equal(2, Directory.GetFiles(_stage.Folder).Length);
        Assert.Equal(3, _stage.Reader.Requests().Count());
    }

    [Fact]
    public async Task WhatIsOlderThanTheUserWantsIsDeleted()
    {
        await _stage.WriteAsync(_stage.Request());
        File.Move(_stage["requests.jsonl"], _stage[$"requests-{_stage.Time.GetUtcNow():yyyyMMdd'T'HHmmssfff'Z'}.jsonl"]);
        _stage.Time.Advance(TimeSpan.FromDays(89));
        await _stage.WriteAsync(_stage.Request());
        Assert.Equal(2, _stage.Reader.Requests().Count());

        _stage.Time.Advance(TimeSpan.FromDays(2));
        await _stage.WriteAsync();
        Assert.Single(_stage.Reader.Requests());
    }

    [Fact]
    public async Task WhoWantsNoHistoryHasNone()
    {
        await _stage.WriteAsync(_stage.Request());
        _stage.Days = 0;
        await _stage.WriteAsync(_stage.Request(), _stage.Switch("x"));

        Assert.Empty(Directory.GetFiles(_stage.Folder));
    }

    [Fact]
    public async Task AFileThatTheUserDeletesIsBegunAnew()
    {
        await using var log = _stage.Open();
        log.Add(_stage.Request());
        await log.FlushAsync();
        Directory.Delete(_stage.Folder, recursive: true);
        log.Add(_stage.Request());
        await log.FlushAsync();

        Assert.Single(_stage.Reader.Requests());
    }

    [Fact]
    public async Task TooManyAtOnceAreCountedAndNobodyWaits()
    {
        await using var log = _stage.Open(start: false);
        for (var i = 0; i < HistoryLog.Capacity + 5; i++)
        {
            log.Add(_stage.Request());
        }

        Assert.Contains("claude_sidecar_history_dropped_total 5\n", _stage.Metrics.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolderThatCannotBeWrittenIsSaidOnceAndCostsNothingElse()
    {
        using var said = new LogBook();
        File.WriteAllText(_stage.Folder, "a file where the folder should be");
        await using (var log = _stage.Open(said))
        {
            log.Add(_stage.Request());
            await log.FlushAsync();
            log.Add(_stage.Request());
            await log.FlushAsync();
        }

        Assert.Single(said.Lines, line => line.StartsWith("HistoryUnwritten", StringComparison.Ordinal));
        Assert.Contains("claude_sidecar_history_dropped_total 2\n", _stage.Metrics.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReadingLikeTheOneBeforeIsLeftOutForAWhile()
    {
        await _stage.WriteAsync(_stage.Reading(0.1), _stage.Reading(0.1, minutes: 1), _stage.Reading(0.2, minutes: 2), _stage.Reading(0.2, startsTurn: true, minutes: 3), _stage.Reading(0.2, minutes: 14));

        Assert.Equal([0.1, 0.2, 0.2, 0.2], _stage.Reader.Readings().Select(reading => reading.Windows[0].Used!.Value));
    }

    [Fact]
    public async Task ASwitchIsWrittenAtOnceAndAgainWithItsOutcome()
    {
        await using var log = _stage.Open(start: false);
        var settled = 0;
        log.Settled += () => Interlocked.Increment(ref settled);
        log.Start();
        log.Add(_stage.Switch("x"));
        await log.FlushAsync();
        Assert.Null(Assert.Single(_stage.Reader.Switches()).Outcome);

        log.Add(_stage.Request(minutes: 1));
        await log.FlushAsync();
        _stage.Time.Advance(SwitchTracker.Silence + TimeSpan.FromMinutes(2));
        await log.FlushAsync();

        var ended = Assert.Single(_stage.Reader.Switches());
        Assert.Equal(("finished", "silence", 1, 60_000L), (ended.Outcome, ended.EndedBy, ended.Finished, ended.Milliseconds));
        Assert.Equal(2, Volatile.Read(ref settled)); // at the start, and now
        Assert.Equal(2, File.ReadAllLines(_stage["switches.jsonl"]).Length);
    }

    [Fact]
    public async Task WhatWaitsAtTheEndIsWrittenAtOnce()
    {
        await using (var log = _stage.Open())
        {
            log.Add(_stage.Request());
            await log.FlushAsync();
            log.Add(_stage.Request());
        }

        Assert.Equal(2, _stage.Reader.Requests().Count());
    }

    [Fact]
    public async Task AtTheEndOpenSwitchesAreToldAsFarAsTheyCame()
    {
        await _stage.WriteAsync(_stage.Switch("x"), _stage.Request(stop: "tool_use"));

        var ended = Assert.Single(_stage.Reader.Switches());
        Assert.Equal(("unfinished", "stop", 1), (ended.Outcome, ended.EndedBy, ended.Requests));
    }

    public void Dispose() => _stage.Dispose();
}
