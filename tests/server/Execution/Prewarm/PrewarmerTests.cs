using ClaudeSidecar.Execution.Prepare;
using ClaudeSidecar.Execution.Prewarm;
using ClaudeSidecar.Observability;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Tests.Execution.Prewarm;

public sealed class PrewarmerTests : AsyncTest
{
    private readonly ManualTime _time = new();
    private readonly FakeWarmable _local = new();
    private readonly WarmBook _book = new();
    private readonly SidecarMetrics _metrics = new();
    private readonly LogBook _log = new();
    private readonly Prewarmer _prewarmer;
    private FakeWarmable? _found;
    private string _option = "belowWarning";
    private bool _quotaIsLow = true;
    private string? _answered;
    private PowerState _power;

    public PrewarmerTests()
    {
        _found = _local;
        _prewarmer = new(
            new(() => _option, () => _quotaIsLow, (session, _) => session == _answered, _ => _found),
            new(_ => Task.FromResult(_power)),
            _book,
            _metrics,
            _time,
            new Logger<Prewarmer>(_log));
    }

    public override async ValueTask DisposeAsync()
    {
        await _prewarmer.DisposeAsync();
        _log.Dispose();
    }

    [Fact]
    public async Task AnOfferedPromptIsReadOnce()
    {
        await OfferAsync(40_000);
        await LookAsync();

        Assert.Equal([40_000], Read);
        Assert.Equal(new("warm", WarmReason.Warm, "s", 40_000, _time.GetUtcNow()), _book.Of("local"));
        Assert.Contains("claude_sidecar_warmups_total{provider=\"local\",end=\"done\"} 1\n", _metrics.Text(), StringComparison.Ordinal);
        Assert.Contains("claude_sidecar_warmup_tokens_total{provider=\"local\",cached=\"false\"} 60\n", _metrics.Text(), StringComparison.Ordinal);
        Assert.Contains("claude_sidecar_warmup_tokens_total{provider=\"local\",cached=\"true\"} 40\n", _metrics.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ItWaitsForTheFirstWarning()
    {
        _quotaIsLow = false;
        await OfferAsync(40_000);
        Assert.Equal((0, WarmReason.QuotaIsAmple), (_local.Surveys, _book.Of("local")!.Reason));

        _quotaIsLow = true;
        await LookAsync();
        Assert.Equal([40_000], Read);
    }

    [Fact]
    public async Task ItFollowsTheSessionInSteps()
    {
        await OfferAsync(40_000, 1);
        await OfferAsync(40_500, 2);
        await OfferAsync(41_200, 3);
        await OfferAsync(12_000, 4); // cut anew
        Assert.Equal([40_000, 41_200, 12_000], Read);
    }

    [Fact]
    public async Task OffShowsNothing()
    {
        _option = "off";
        await OfferAsync(40_000);
        Assert.Null(_book.Of("local"));
    }

    [Fact]
    public async Task OnBatteryItIsLookedAtOnlyWithTheNextTurn()
    {
        _power = PowerState.Battery;
        await OfferAsync(40_000, 1);
        await LookAsync();
        Assert.Equal((1, WarmReason.OnBattery), (_local.Surveys, _book.Of("local")!.Reason));

        _power = PowerState.Mains;
        await OfferAsync(40_100, 2);
        Assert.Equal([40_100], Read);
    }

    [Fact]
    public async Task ABusyServerIsAskedAgainAfterAWhile()
    {
        _local.Site = _local.Site with { Busy = true };
        await OfferAsync(40_000);
        await LookAsync();
        Assert.Equal((1, WarmReason.ServerBusy), (_local.Surveys, _book.Of("local")!.Reason));

        _local.Site = _local.Site with { Busy = false };
        _time.Advance(TimeSpan.FromSeconds(30));
        await _prewarmer.Running;
        Assert.Equal([40_000], Read);
    }

    [Fact]
    public async Task ARealRequestTakesThePlaceAndAfterItTheSessionIsReadAgain()
    {
        await OfferAsync(40_000);
        await FreeAsync();
        Assert.Equal([40_000, 40_000], Read);
    }

    [Fact]
    public async Task WithSeveralSlotsARealRequestTakesAnother()
    {
        _local.Site = _local.Site with { Slots = 4 };
        await OfferAsync(40_000);
        await FreeAsync();
        await FreeAsync();
        await FreeAsync();
        Assert.Equal([40_000], Read);

        await FreeAsync();
        Assert.Equal([40_000, 40_000], Read);
    }

    [Fact]
    public async Task WhatGivesWayIsNoFailureAndIsTakenUpAgain()
    {
        _local.End = _ => Task.FromResult(new WarmOutcome(WarmEnd.GaveWay));
        _local.Site = _local.Site with { InUse = false };
        var reading = new TaskCompletionSource<WarmOutcome>();
        _local.End = _ => reading.Task;
        _prewarmer.Offer(Prompt(40_000, 1));
        _local.Site = _local.Site with { InUse = true };
        reading.SetResult(new(WarmEnd.GaveWay));
        await _prewarmer.Running;

        _local.Site = _local.Site with { InUse = false };
        _local.End = _ => Task.FromResult(new WarmOutcome(WarmEnd.Done));
        await FreeAsync();
        Assert.Equal("warm", _book.Of("local")!.Word);
        Assert.DoesNotContain(_log.Lines, line => line.StartsWith("WarmingFailed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ThreeFailuresAndItIsLeftAloneForHalfAnHour()
    {
        _local.End = _ => Task.FromResult(new WarmOutcome(WarmEnd.Failed, Detail: "it answered 400"));
        await OfferAsync(40_000);
        for (var minute = 0; minute < 29; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await _prewarmer.Running;
        }

        Assert.Equal((3, WarmReason.FailedOften), (Read.Count, _book.Of("local")!.Reason));
        Assert.Contains("WarmingFailed: local could not be warmed up: it answered 400 ", _log.Lines);

        for (var minute = 0; minute < 5; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await _prewarmer.Running;
        }

        Assert.Equal(4, Read.Count);
    }

    [Fact]
    public async Task ASessionThatMovesThereEndsItsWarmUp()
    {
        var cancelled = new TaskCompletionSource();
        _local.End = async token =>
        {
            await using var watch = token.Register(cancelled.SetResult);
            await cancelled.Task;
            token.ThrowIfCancellationRequested();
            return default;
        };
        _prewarmer.Offer(Prompt(40_000, 1));
        while (_book.Of("local")?.Word != "warming")
        {
            await Task.Yield();
        }

        _answered = "s";
        await LookAsync();
        Assert.True(cancelled.Task.IsCompletedSuccessfully);
        Assert.Equal(new("cold", WarmReason.AnswersAlready, "s", 0, null), _book.Of("local"));
    }

    [Fact]
    public async Task APromptThatIsCutAnewIsReadFromTheCut()
    {
        _local.End = async token =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return default;
        };
        _prewarmer.Offer(Prompt(40_000, 1));
        while (_book.Of("local")?.Word != "warming")
        {
            await Task.Yield();
        }

        _local.End = _ => Task.FromResult(new WarmOutcome(WarmEnd.Done));
        await OfferAsync(12_000, 2);
        Assert.Equal([40_000, 12_000], Read);
    }

    [Fact]
    public async Task ItIsRefreshedWhileTheSessionIsAliveAndNoLonger()
    {
        _local.Site = _local.Site with { KeepsFor = TimeSpan.FromMinutes(30) };
        await OfferAsync(40_000);
        for (var minute = 0; minute < 600; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await _prewarmer.Running;
        }

        Assert.Equal((5, WarmReason.SessionIsIdle), (Read.Count, _book.Of("local")!.Reason));
    }

    [Fact]
    public async Task AnotherBackendOfThatNameKnowsNothing()
    {
        await OfferAsync(40_000);
        _found = new();
        await LookAsync();
        Assert.Equal((1, 1), (Read.Count, _found.Read.Count));
        Assert.False(_local.IsHeard);
    }

    [Fact]
    public async Task NoTextIsLogged()
    {
        await OfferAsync(40_000);
        Assert.All(_log.Lines, line => Assert.DoesNotContain("secret", line, StringComparison.Ordinal));
        Assert.Contains("Warmed: local: 100 tokens are read ahead of time, 40 of them were there, in 0.0 s (First) ", _log.Lines);
    }

    private List<int> Read => [.. _local.Read.Select(prompt => prompt.Tokens)];

    private static PreparedPrompt Prompt(int tokens, long revision) => new("s", "local", "secret"u8.ToArray(), tokens, revision);

    private Task OfferAsync(int tokens, long revision = 1)
    {
        _prewarmer.Offer(Prompt(tokens, revision));
        return _prewarmer.Running;
    }

    private Task LookAsync()
    {
        _prewarmer.Look();
        return _prewarmer.Running;
    }

    private Task FreeAsync()
    {
        _local.Free();
        return _prewarmer.Running;
    }
}
