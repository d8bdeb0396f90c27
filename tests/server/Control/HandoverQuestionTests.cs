using ClaudeSidecar.Control;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Control;

public sealed class HandoverQuestionTests
{
    private readonly ManualTime _time = new();
    private readonly HandoverQuestion _question;
    private readonly List<QuestionStatus?> _shown = [];

    public HandoverQuestionTests()
    {
        _question = new(_time);
        _question.Audience += () => true;
        _question.Changed += () => _shown.Add(_question.Current);
    }

    private DateTimeOffset Reset { get; } = new(2026, 11, 21, 14, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(true, HandoverMode.Auto)]
    [InlineData(false, HandoverMode.Off)]
    public async Task AnAnswerHoldsForTheWholeEpisodeAndForNoOther(bool go, HandoverMode mode)
    {
        var asked = AskAsync();
        Assert.True(_question.Answer(_question.Current!.Id, go));

        Assert.Equal(go, await asked);
        Assert.Equal(go, await AskAsync());
        Assert.Equal(mode, _question.Mode);
        Assert.Equal([false, true], _shown.Select(question => question is null));

        _time.Advance(Reset - _time.GetUtcNow());
        Assert.Equal(HandoverMode.Ask, _question.Mode);
    }

    [Fact]
    public async Task ManyRequestsAskOneQuestionInBothLanguages()
    {
        var asked = Enumerable.Range(0, 5).Select(_ => AskAsync()).ToList();
        var question = Assert.Single(_shown.DistinctBy(shown => shown!.Id))!;

        Assert.Equal("local", question.Provider);
        Assert.StartsWith("Claude's quota is used up until ", question.Text, StringComparison.Ordinal);
        Assert.EndsWith("Shall local answer?", question.Text, StringComparison.Ordinal);
        Assert.EndsWith("是否改由 local 回答？", question.TextZh, StringComparison.Ordinal);
        Assert.Equal(_time.GetUtcNow() + HandoverQuestion.Patience, question.HeldUntil);

        _question.Answer(question.Id, go: true);
        Assert.All(await Task.WhenAll(asked), Assert.True);
    }

    [Fact]
    public async Task NoRequestWaitsLongerThanFifteenSecondsAndALateAnswerHoldsForTheNext()
    {
        var asked = AskAsync();
        _time.Advance(TimeSpan.FromSeconds(14));
        Assert.False(asked.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await asked);

        Assert.True(_question.Answer(_question.Current!.Id, go: true));
        Assert.True(await AskAsync());
    }

    [Fact]
    public async Task AQuestionThatNobodyAnsweredIsPutOnceMoreWithTheNextRequest()
    {
        var first = AskAsync();
        _time.Advance(HandoverQuestion.Patience);
        await first;
        var second = AskAsync();

        Assert.Equal(_shown[0]!.Id, _shown[1]!.Id);
        Assert.Equal(HandoverQuestion.Patience, _shown[1]!.AskedAt - _shown[0]!.AskedAt);
        _question.Answer(_shown[1]!.Id, go: false);
        Assert.False(await second);
    }

    [Fact]
    public async Task WhereNobodyCanBeAskedNothingWaits()
    {
        var deaf = new HandoverQuestion(_time);

        Assert.False(await deaf.AskAsync("local", RouteReason.QuotaWindow, Reset, CancellationToken.None));
        Assert.Null(deaf.Current);
        Assert.Equal(HandoverMode.Ask, deaf.Mode);
    }

    [Fact]
    public async Task AnEpisodeWithoutAnEndIsAskedAboutAgainAfterAWhile()
    {
        var asked = _question.AskAsync("local", RouteReason.Unreachable, until: null, CancellationToken.None);
        _question.Answer(_question.Current!.Id, go: true);
        await asked;

        _time.Advance(HandoverQuestion.UnknownEpisode);
        Assert.Equal(HandoverMode.Ask, _question.Mode);
    }

    [Fact]
    public async Task AnAnswerToWhatIsNoQuestionAnyMoreIsNotTaken()
    {
        var asked = AskAsync();
        var id = _question.Current!.Id;
        _time.Advance(Reset - _time.GetUtcNow());

        Assert.Null(_question.Current);
        Assert.False(_question.Answer(id, go: true));
        Assert.False(_question.Answer("no such", go: true));
        Assert.False(await asked);
    }

    [Fact]
    public async Task AClientThatHangsUpIsNotWaitedForAndTheQuestionStays()
    {
        using var gone = new CancellationTokenSource();
        var asked = _question.AskAsync("local", RouteReason.QuotaWindow, Reset, gone.Token);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.NotNull(_question.Current);
    }

    private Task<bool> AskAsync() => _question.AskAsync("local", RouteReason.QuotaWindow, Reset, CancellationToken.None);
}
