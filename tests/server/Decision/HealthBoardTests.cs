using ClaudeSidecar.Decision;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Tests.Decision;

public sealed class HealthBoardTests
{
    private readonly ManualTime _time = new();
    private readonly HealthBoard _board;

    public HealthBoardTests() => _board = new(_time);

    [Fact] // edge case 1
    public void ALimitBenchesUntilItsReset()
    {
        Report(new(FailureKind.QuotaWindow, In(600), "5h"));
        Assert.False(_board.Of("claude").Available);

        _time.Advance(TimeSpan.FromSeconds(600));
        Assert.True(_board.Of("claude").Available);
    }

    [Fact] // edge case 33
    public void AShorterLimitNeverShortensALongerOneAndASuccessEndsIt()
    {
        Report(new(FailureKind.QuotaWindow, In(600)));
        Report(new(FailureKind.QuotaWindow, In(60)));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.False(_board.Of("claude").Available);

        Report(Refusal.None);
        Assert.True(_board.Of("claude").Available);
    }

    [Fact] // edge case 5
    public void ALimitOfOneModelLeavesTheOthersAlone()
    {
        _board.Report("claude", "claude-opus-5", new(FailureKind.QuotaModel, In(600)));

        Assert.False(_board.Of("claude", "claude-opus-4-8").Available);
        Assert.True(_board.Of("claude", "claude-haiku-4-5").Available);
    }

    [Fact] // edge case 32
    public void TwoFaultsOpenAndOneRequestAtATimeProbes()
    {
        Report(new(FailureKind.ServerError));
        Assert.True(_board.Of("claude").Available);
        Report(new(FailureKind.Unreachable));
        Assert.False(_board.Of("claude").Available);

        _time.Advance(HealthBoard.Cooldown);
        Assert.True(_board.Of("claude").Available);
        Assert.True(_board.TryEnter("claude"));
        Assert.False(_board.TryEnter("claude"));
        Assert.False(_board.Of("claude").Available);

        Report(Refusal.None);
        Assert.True(_board.TryEnter("claude") && _board.TryEnter("claude"));
    }

    [Fact] // edge case 32
    public void AProbeThatFailsClosesForLongerAndALostProbeGivesItsPlaceBack()
    {
        Open();
        _time.Advance(HealthBoard.Cooldown);
        Assert.True(_board.TryEnter("claude"));
        Report(new(FailureKind.Unreachable));
        _time.Advance(HealthBoard.Cooldown);
        Assert.False(_board.Of("claude").Available);

        _time.Advance(HealthBoard.RepeatedCooldown - HealthBoard.Cooldown);
        Assert.True(_board.TryEnter("claude"));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.True(_board.TryEnter("claude"));
    }

    [Fact] // edge case 31
    public void AClientThatGoesAwayIsNotTheBackendsFault()
    {
        Report(new(FailureKind.ServerError));
        Report(new(FailureKind.ClientGone));
        Report(new(FailureKind.ClientGone));

        Assert.True(_board.Of("claude").Available);
    }

    [Theory] // edge case 8
    [InlineData(FailureKind.Throttled)] // edge case 3
    [InlineData(FailureKind.Rejected)]
    [InlineData(FailureKind.TooLong)]
    [InlineData(FailureKind.Unauthorised)]
    public void ARefusalOfOneRequestBenchesNobody(FailureKind kind)
    {
        Report(new(kind));
        Report(new(kind));
        Report(new(kind));

        Assert.True(_board.Of("claude").Available);
    }

    [Fact] // edge case 4
    public void MissingCreditsKeepAwayTheirModelOrTheLongContextOnly()
    {
        _board.Report("claude", "claude-opus-5", new(FailureKind.OutOfCredits, Scope: LimitScope.Model));
        _board.Report("claude", "claude-sonnet-5", new(FailureKind.OutOfCredits, Scope: LimitScope.LongContext), longContext: true);

        Assert.False(_board.Of("claude", "claude-opus-5").Available);
        Assert.True(_board.Of("claude", "claude-opus-4-8").Available);
        Assert.True(_board.Of("claude", "claude-sonnet-5").Available);
        Assert.False(_board.Of("claude", "claude-sonnet-5", longContext: true).Available);
    }

    [Fact] // edge case 6
    public void AnOverloadKeepsAwayForAShortTimeOnly()
    {
        Report(new(FailureKind.Overloaded));
        Report(new(FailureKind.Overloaded, In(3600)));
        Assert.Equal(FailureKind.Overloaded, _board.Of("claude").Cause);

        _time.Advance(HealthBoard.LongestOverloadCooldown);
        Assert.True(_board.Of("claude").Available);
    }

    [Fact]
    public void FaultsBetweenSuccessesOpenTooOnceTheyAreFifteenPercentOfTenInHalfAMinute()
    {
        for (var i = 0; i < 8; i++)
        {
            Report(Refusal.None);
        }

        Report(new(FailureKind.ServerError));
        Report(Refusal.None);
        Assert.True(_board.Of("claude").Available);
        Report(new(FailureKind.ServerError));
        Assert.False(_board.Of("claude").Available);
    }

    [Fact]
    public void FaultsOfLongAgoDoNotAddUp()
    {
        for (var i = 0; i < 40; i++)
        {
            Report(i % 4 == 0 ? new(FailureKind.ServerError) : Refusal.None);
            _time.Advance(TimeSpan.FromSeconds(4));
        }

        Assert.True(_board.Of("claude").Available);
    }

    [Fact] // edge case 34
    public void ClaudeIsAskedAgainAtTheResetAndALittleLater()
    {
        var board = new HealthBoard(_time, () => 0.5);
        board.Report("claude", "", new(FailureKind.QuotaWindow, In(600)));

        Assert.Equal(In(600) + (HealthBoard.LongestJitter / 2), board.Of("claude").Until);
    }

    [Fact] // edge case 20
    public async Task OfManyThatFindTheCooldownOverExactlyOneProbes()
    {
        Open();
        _time.Advance(HealthBoard.Cooldown);

        var entered = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => _board.TryEnter("claude"))));

        Assert.Single(entered, admitted => admitted);
    }

    [Fact]
    public void ALimitWithoutAResetIsTriedAgainAfterAWhile()
    {
        Report(new(FailureKind.QuotaWindow));

        Assert.Equal(In((int)HealthBoard.UnnamedLimit.TotalSeconds), _board.Of("claude").Until);
    }

    private DateTimeOffset In(int seconds) => _time.GetUtcNow().AddSeconds(seconds);

    private void Open()
    {
        Report(new(FailureKind.Unreachable));
        Report(new(FailureKind.Unreachable));
    }

    private void Report(Refusal refusal) => _board.Report("claude", "claude-sonnet-5", refusal);
}
