using ClaudeSidecar.Control;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>With <c>handover.mode</c> set to <c>ask</c>: the user decides while the request waits.</summary>
public sealed class AskModeTests : AsyncTest
{
    private const string UsedUp = """{"5h":{"used":1.0,"resetsInSeconds":600}}""";
    private const string Plays = """ "plays":[{"steps":[{"text":"The answer."}]}] """;

    private readonly ManualTime _time = new();
    private CloudSimulator _cloud = null!;
    private LocalSimulator _local = null!;
    private SidecarHost _sidecar = null!;

    private HandoverQuestion Question => _sidecar.Services.Routing.Question;

    public override async Task InitializeAsync()
    {
        _cloud = await CloudSimulator.StartAsync(SimulatorScript.Parse($$"""{ {{Plays}}, "cloud": { "quota": {{UsedUp}} } }"""), time: _time);
        _local = await LocalSimulator.StartAsync(SimulatorScript.Parse($$"""{ {{Plays}} }"""), time: _time);
        _sidecar = await SidecarHost.StartAsync(_cloud.BaseUrl, _local.BaseUrl, _time, """{"mode":"ask"}""");
    }

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _cloud.DisposeAsync();
        await _local.DisposeAsync();
    }

    [Fact]
    public async Task AYesLetsTheOtherAnswerTheVeryRequestThatWaits()
    {
        var asked = NextQuestionAsync();
        var waiting = AskAsync();
        Assert.True(Question.Answer((await asked).Id, go: true));

        Assert.Equal((200, "local", "quota-window"), await waiting);
        Assert.Equal((200, "local", "quota-window"), await AskAsync());
        Assert.Equal(1, CloudTurns);
        var route = _sidecar.Services.Control.Status().Route;
        Assert.Equal(("local", "quota-window"), (route.Provider, route.Reason));
    }

    [Fact]
    public async Task ANoGivesTheClientWhatAnthropicSentAndAsksNoMore()
    {
        var asked = NextQuestionAsync();
        var waiting = _sidecar.AskAsync(SidecarHost.Turn());
        Question.Answer((await asked).Id, go: false);

        using var answer = await waiting;
        Assert.Equal(429, (int)answer.StatusCode);
        Assert.Equal("rejected", answer.Headers.GetValues("anthropic-ratelimit-unified-status").Single());
        Assert.Equal((429, "claude", "primary"), await AskAsync());
        Assert.Null(Question.Current);
        Assert.DoesNotContain(_local.Requests, request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SilenceGivesTheClientTheLimitAndTheStatusGoesOnAsking()
    {
        var asked = NextQuestionAsync();
        var waiting = AskAsync();
        await asked;
        _time.Advance(HandoverQuestion.Patience);

        Assert.Equal((429, "claude", "primary"), await waiting);
        var status = _sidecar.Services.Control.Status();
        Assert.Equal(("local", "ask-first"), (status.Question?.Provider, status.Route.Reason));

        Assert.True(Question.Answer(status.Question!.Id, go: true));
        Assert.Equal((200, "local", "quota-window"), await AskAsync());
    }

    [Fact]
    public async Task AfterTheResetClaudeAnswersAndTheNextLimitIsANewQuestion()
    {
        var asked = NextQuestionAsync();
        var waiting = AskAsync();
        Question.Answer((await asked).Id, go: true);
        await waiting;

        _time.Advance(TimeSpan.FromSeconds(601));
        Assert.Equal((200, "claude", "primary"), await AskAsync());
        using var content = new StringContent(UsedUp);
        using var set = await _sidecar.Client.PostAsync(new Uri($"{_cloud.BaseUrl}/simulator/quota"), content);
        set.EnsureSuccessStatusCode();
        var again = NextQuestionAsync();
        var held = AskAsync();

        Assert.True(Question.Answer((await again).Id, go: false));
        Assert.Equal(429, (await held).Status);
    }

    private int CloudTurns => _cloud.Requests.Count(request => request.Method == "POST");

    private Task<QuestionStatus> NextQuestionAsync()
    {
        var next = new TaskCompletionSource<QuestionStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        Question.Audience += () => true;
        Question.Changed += () => _ = Question.Current is { } question && next.TrySetResult(question);
        return next.Task.WaitAsync(TimeSpan.FromSeconds(90));
    }

    private async Task<(int Status, string Provider, string Reason)> AskAsync()
    {
        using var response = await _sidecar.AskAsync(SidecarHost.Turn());
        await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, response.Headers.GetValues("x-sidecar-provider").Single(), response.Headers.GetValues("x-sidecar-reason").Single());
    }
}
