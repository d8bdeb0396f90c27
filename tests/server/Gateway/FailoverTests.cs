using System.Net;
using System.Text;
using System.Text.Json;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Gateway;

public sealed class FailoverTests : AsyncTest
{
    private const string Plays = """ "plays":[{"steps":[{"text":"The answer."}]}] """;

    private readonly ManualTime _time = new();
    private CloudSimulator _cloud = null!;
    private LocalSimulator _local = null!;
    private SidecarHost _sidecar = null!;

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _cloud.DisposeAsync();
        await _local.DisposeAsync();
    }

    // edge case 1
    // edge case 23
    // edge case 24
    [Fact]
    public async Task AConfirmedLimitIsAnsweredLocallyInTheSameRequest()
    {
        await StartAsync("""{"quota":{"5h":{"used":1.0,"resetsInSeconds":600}}}""");

        var (status, provider, reason, text) = await AskAsync();

        Assert.Equal((200, "local", "quota-window"), (status, provider, reason));
        Assert.Contains("The answer.", text, StringComparison.Ordinal);
        Assert.Equal(1, Count(text, "event: message_start"));
        Assert.Null(StreamValidator.Read(Encoding.UTF8.GetBytes(text)).Error);
        var sent = _local.Requests.Single(request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal));
        Assert.DoesNotContain(sent.Headers, header => header.Key.Equals("authorization", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task TheNextRequestsGoThereDirectlyUntilTheReset()
    {
        await StartAsync("""{"quota":{"5h":{"used":1.0,"resetsInSeconds":600}}}""");
        await AskAsync();
        var asked = _cloud.Requests.Count;

        var (_, provider, reason, _) = await AskAsync();

        Assert.Equal(("local", "quota-window"), (provider, reason));
        Assert.Equal(asked, _cloud.Requests.Count);
    }

    // edge case 34
    // edge case 44
    [Fact]
    public async Task AfterTheResetTheToolLoopEndsLocallyAndTheNextTurnGoesToClaude()
    {
        await StartAsync("""{"quota":{"5h":{"used":1.0,"resetsInSeconds":600}}}""");
        await AskAsync();
        _time.Advance(TimeSpan.FromSeconds(601));

        var loop = await AskAsync(SidecarHost.ToolTurn());
        var turn = await AskAsync();
        var after = await AskAsync(SidecarHost.ToolTurn());

        Assert.Equal(("local", "tool-loop"), (loop.Provider, loop.Reason));
        Assert.Equal(("claude", "primary"), (turn.Provider, turn.Reason));
        Assert.Equal("claude", after.Provider);
        var switches = _sidecar.Services.Control.Status().Switches;
        Assert.Equal([("local", "claude")], switches.Select(change => (change.From, change.To)));
    }

    [Fact] // edge case 45
    public async Task ASubAgentDoesNotMoveItsSession()
    {
        await StartAsync("""{"quota":{"5h":{"used":1.0,"resetsInSeconds":600}}}""");
        await AskAsync();
        _time.Advance(TimeSpan.FromSeconds(601));

        using var agent = await _sidecar.AskAsync(SidecarHost.Turn(), agent: "a-1");
        var loop = await AskAsync(SidecarHost.ToolTurn());

        Assert.Equal("claude", agent.Headers.GetValues("x-sidecar-provider").Single());
        Assert.Equal("local", loop.Provider);
    }

    [Fact] // edge case 26
    public async Task AnErrorAsTheFirstEventOfA200CountsAsIfItHadBeenTheStatus()
    {
        await StartAsync("""{"faults":[{"name":"error-first-event","next":3}]}""");

        var (status, provider, reason, text) = await WithTimeGoingOnAsync(AskAsync());

        Assert.Equal((200, "local", "overloaded"), (status, provider, reason));
        Assert.Equal(1, Count(text, "event: message_start"));
    }

    // edge case 27
    // edge case 28
    [Theory]
    [InlineData("empty-200")]
    [InlineData("html-200")]
    [InlineData("json-on-stream")]
    [InlineData("start-then-eof")]
    [InlineData("500")]
    [InlineData("502-html")]
    [InlineData("429-plain")]
    [InlineData("429-credits")]
    public async Task WhatIsNoAnswerIsAnsweredByTheNextOne(string fault)
    {
        await StartAsync($$"""{"faults":[{"name":"{{fault}}","next":1}]}""");

        var (status, provider, _, text) = await AskAsync();
        var next = await AskAsync();

        Assert.Equal((200, "local"), (status, provider));
        Assert.Null(StreamValidator.Read(Encoding.UTF8.GetBytes(text)).Error);
        Assert.NotEqual("quota-window", next.Reason);
    }

    [Theory] // edge case 6
    [InlineData(2, 3, "claude", "primary")]
    [InlineData(9, 3, "local", "overloaded")]
    public async Task AnOverloadIsTriedAgainInPlaceAndThenAnsweredLocallyForAShortWhile(int overloads, int asked, string provider, string reason)
    {
        await StartAsync($$"""{"faults":[{"name":"529","next":{{overloads}}}]}""");

        var answer = await WithTimeGoingOnAsync(AskAsync());

        Assert.Equal((200, provider, reason), (answer.Status, answer.Provider, answer.Reason));
        Assert.Equal(asked, _cloud.Requests.Count(request => request.Method == "POST"));
        Assert.True(_sidecar.Services.Routing.Health.Of("claude").Available);
    }

    [Fact] // edge case 8
    public async Task ARefusedRequestReachesTheClientByteForByteAndIsAskedOfNobodyElse()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        const string Refusal = """{ "type":"error", "error": {"type":"invalid_request_error","message":"messages.0: no"} }""";
        upstream.Answer = context =>
        {
            context.Response.StatusCode = 400;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(Refusal);
        };
        await StartAsync("{}", cloudAddress: upstream.BaseUrl);

        Assert.Equal((400, "claude", "primary", Refusal), await AskAsync());
        Assert.Equal((400, "claude", "primary", Refusal), await AskAsync());
        Assert.Equal(2, upstream.Requests.Count);
        Assert.True(_sidecar.Services.Routing.Health.Of("claude").Available);
    }

    [Theory] // edge case 7
    [InlineData("401", 401)]
    [InlineData("403", 403)]
    public async Task ARefusalOfTheUserIsShownAndNotMasked(string fault, int expected)
    {
        await StartAsync($$"""{"faults":[{"name":"{{fault}}","next":1}]}""");

        var (status, provider, _, _) = await AskAsync();

        Assert.Equal((expected, "claude"), (status, provider));
        Assert.DoesNotContain(_local.Requests, request => request.Method == "POST");
    }

    [Fact] // edge case 25
    public async Task ABreakAfterTextIsGoneOnWithByTheNextOneAndNeverStartsASecondMessage()
    {
        await StartAsync("""{"chunkSize":2,"faults":[{"name":"cut-after-events:5","next":1}]}""");

        var (_, provider, _, text) = await AskAsync();
        var answer = StreamValidator.Read(Encoding.UTF8.GetBytes(text));

        Assert.Equal("claude", provider);
        Assert.Null(answer.Error);
        Assert.Equal("The answer.", Assert.Single(answer.Blocks)["text"]);
    }

    [Fact] // edge case 25
    public async Task ABreakThatNobodyCanGoOnWithBecomesOneErrorEvent()
    {
        await StartAsync("""{"chunkSize":2,"faults":[{"name":"cut-after-events:5","next":1}]}""", withLocal: false);

        var (_, provider, _, text) = await AskAsync();

        Assert.Equal("claude", provider);
        Assert.Equal(1, Count(text, "event: message_start"));
        Assert.Equal(1, Count(text, "event: error"));
        Assert.Contains("overloaded_error", text, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", text, StringComparison.Ordinal);
    }

    [Fact] // edge case 29
    public async Task AnUnreachableClaudeIsAnsweredLocally()
    {
        await StartAsync("{}", cloudAddress: "http://127.0.0.1:9");

        var (status, provider, reason, _) = await AskAsync();

        Assert.Equal((200, "local", "unreachable"), (status, provider, reason));
    }

    // edge case 38
    // edge case 40
    [Fact]
    public async Task WhenNobodyCanAnswerTheUserReadsWhyAndUntilWhen()
    {
        await StartAsync("""{"quota":{"5h":{"used":1.0,"resetsInSeconds":600}}}""", localAddress: "http://127.0.0.1:9");

        using var response = await _sidecar.AskAsync(SidecarHost.Turn());
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
        Assert.Equal("api_error", error.GetProperty("type").GetString());
        Assert.Contains("quota of claude is used up until", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("local cannot be reached", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAnyHelpTheLimitReachesTheClientAsAnthropicSentIt()
    {
        await StartAsync("""{"quota":{"5h":{"used":1.0,"resetsInSeconds":600}}}""", withLocal: false);

        using var response = await _sidecar.AskAsync(SidecarHost.Turn());
        using var again = await _sidecar.AskAsync(SidecarHost.Turn());

        Assert.Equal((429, 429), ((int)response.StatusCode, (int)again.StatusCode));
        Assert.Equal("rejected", response.Headers.GetValues("anthropic-ratelimit-unified-status").Single());
    }

    [Theory]
    [InlineData("ask")] // nobody is there to be asked
    [InlineData("off")]
    public async Task WithoutAutomaticHandoverTheLimitReachesTheClientAsAnthropicSentIt(string mode)
    {
        await StartAsync("""{"quota":{"5h":{"used":1.0,"resetsInSeconds":600}}}""", handover: $$"""{"mode":"{{mode}}"}""");

        var (status, provider, reason, _) = await AskAsync();

        Assert.Equal((429, "claude", "primary"), (status, provider, reason));
        Assert.DoesNotContain(_local.Requests, request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task APinToClaudeShowsItsLimitAsAnthropicSentIt()
    {
        await StartAsync("""{"quota":{"5h":{"used":1.0,"resetsInSeconds":600}}}""");
        _sidecar.Services.Control.Switch("cloud", null);

        var (status, provider, reason, _) = await AskAsync();

        Assert.Equal((429, "claude", "pinned"), (status, provider, reason));
    }

    [Fact] // edge case 36
    public async Task APinHoldsWhateverTheQuotaSaysAndIsReleasedByAuto()
    {
        await StartAsync("{}");
        _sidecar.Services.Control.Switch("local", null);
        var pinned = await AskAsync();
        _sidecar.Services.Control.Switch("auto", null);
        _time.Advance(TimeSpan.FromMinutes(6));
        var released = await AskAsync();

        Assert.Equal(("local", "pinned"), (pinned.Provider, pinned.Reason));
        Assert.Equal("claude", released.Provider);
    }

    [Fact]
    public async Task AChoiceOfTheUsersThatCannotAnswerIsToldAtOnceAndNotRetried()
    {
        await StartAsync("{}", localAddress: "http://127.0.0.1:9");
        _sidecar.Services.Control.Switch("local", null);

        using var response = await _sidecar.AskAsync(SidecarHost.Turn());
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
        Assert.DoesNotContain(".)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\\u0060", text, StringComparison.Ordinal);
    }

    [Fact] // edge case 31
    public async Task AClientThatHangsUpEndsTheUpstreamsWork()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        upstream.Answer = async context =>
        {
            context.RequestAborted.Register(() => ended.TrySetResult());
            await FakeUpstream.Stream("event: content_block_start\ndata: {}\n\n"u8.ToArray(), 100)(context);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };
        await StartAsync("{}", cloudAddress: upstream.BaseUrl);

        var response = await _sidecar.AskAsync(SidecarHost.Turn());
        response.Dispose();

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(90));
        Assert.True(_sidecar.Services.Routing.Health.Of("claude").Available);
    }

    private async Task StartAsync(string cloud, string? cloudAddress = null, string? localAddress = null, bool withLocal = true, string handover = "{}")
    {
        _cloud = await CloudSimulator.StartAsync(SimulatorScript.Parse($$"""{ {{Plays}}, "cloud": {{cloud}} }"""), time: _time);
        _local = await LocalSimulator.StartAsync(SimulatorScript.Parse($$"""{ {{Plays}}, "local": {"strict":["unknown-fields"]} }"""), time: _time);
        _sidecar = await SidecarHost.StartAsync(cloudAddress ?? _cloud.BaseUrl, withLocal ? localAddress ?? _local.BaseUrl : null, _time, handover);
    }

    private async Task<(int Status, string Provider, string Reason, string Text)> AskAsync(string? body = null)
    {
        using var response = await _sidecar.AskAsync(body ?? SidecarHost.Turn());
        return (
            (int)response.StatusCode,
            response.Headers.GetValues("x-sidecar-provider").Single(),
            response.Headers.GetValues("x-sidecar-reason").Single(),
            await response.Content.ReadAsStringAsync());
    }

    // The clock moves on in small steps while the request waits for it, and for it alone.
    private async Task<T> WithTimeGoingOnAsync<T>(Task<T> asking)
    {
        while (await Task.WhenAny(asking, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System)) != asking)
        {
            _time.Advance(TimeSpan.FromSeconds(0.2));
        }

        return await asking;
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
