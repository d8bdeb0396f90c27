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

    [Theory] // edge cases 3, 8
    [InlineData(FailureKind.Throttled)]
    [InlineData(FailureKind.Rejected)]
    [InlineData(FailureKind.Unauthorised)]
    [InlineData(FailureKind.OutOfCredits)]
    public void ARefusalOfOneRequestBenchesNobody(FailureKind kind)
    {
        Report(new(kind));
        Report(new(kind));
        Report(new(kind));

        Assert.True(_board.Of("claude").Available);
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
