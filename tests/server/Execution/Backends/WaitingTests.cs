using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Execution.Backends;

/// <summary>What happens while a model is loaded, a queue is full, or a server keeps silent before it answers.</summary>
public sealed class WaitingTests : IAsyncDisposable
{
    private const string Loading = """{"error":{"message":"Loading model","type":"unavailable_error","code":503}}""";
    private const string Busy = """{"error":"server busy, please try again.  maximum pending requests exceeded"}""";

    private readonly ModelRun _run = new();

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    [Fact]
    public async Task AModelThatIsStillLoadingIsWaitedForInTheSameRequest() // edge case 41
    {
        await using var server = await FakeChatServer.AnsweringInTurnAsync((503, Loading), (503, Loading), (503, Loading), (200, ModelRun.Hello));
        await using var reply = await _run.PassTimeAsync(_run.SendAsync(server.Url, ModelRun.Saying("hi")));

        var stream = StreamValidator.Read(await _run.ReadAsync(reply));

        Assert.Equal("type=text|text=Hello", stream.Content);
        Assert.Equal(4, server.Chats.Count);
    }

    [Fact]
    public async Task AWholeAnswerWaitsForTheModelTheSameWay() // edge cases 41, 72
    {
        await using var server = await FakeChatServer.AnsweringInTurnAsync((503, Loading), (200, ModelRun.Hello));
        await using var reply = await _run.PassTimeAsync(_run.SendAsync(server.Url, ModelRun.Saying("hi", stream: false)));

        Assert.Equal((200, 2), (reply.Status, server.Chats.Count));
    }

    [Fact]
    public async Task WhileAModelLoadsTheClientIsPingedAndThenGetsTheOneAnswer() // edge cases 41, 93, 94
    {
        var loaded = _run.Time.GetUtcNow() + TimeSpan.FromSeconds(60);
        await using var server = await FakeChatServer.StartAsync(context =>
        {
            var ready = _run.Time.GetUtcNow() >= loaded;
            context.Response.StatusCode = ready ? 200 : 503;
            context.Response.ContentType = ready ? "text/event-stream" : "application/json";
            return context.Response.WriteAsync(ready ? ModelRun.Hello : Loading);
        });
        await using var reply = await _run.PassTimeAsync(_run.SendAsync(server.Url, ModelRun.Saying("hi")));
        var held = _run.Time.GetUtcNow() + TimeSpan.FromSeconds(60) - loaded;

        var stream = StreamValidator.Read(await _run.ReadAsync(reply));

        Assert.True(held >= ModelAnswer.PingAfter, "Nothing may be sent while another backend could still be asked.");
        Assert.True(stream.Pings >= 4, $"{stream.Pings} pings in a minute");
        Assert.Equal("type=text|text=Hello", stream.Content);
        Assert.Equal(FailureKind.None, reply.Outcome!());
    }

    [Fact]
    public async Task AServerThatTookTheRequestAndIsSilentIsBridgedWithPings() // edge cases 93, 94
    {
        var answer = new TaskCompletionSource();
        await using var server = await FakeChatServer.StartAsync(async context =>
        {
            await answer.Task;
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(ModelRun.Hello);
        });
        var sending = _run.SendAsync(server.Url, ModelRun.Saying("hi"));
        await server.Asked.Task;
        await using var reply = await _run.PassTimeAsync(sending);
        answer.SetResult();

        var stream = StreamValidator.Read(await _run.ReadAsync(reply));

        Assert.True(stream.Pings >= 1);
        Assert.Equal("type=text|text=Hello", stream.Content);
    }

    [Fact]
    public async Task AModelThatNeverLoadsEndsInOneErrorAfterTheLimit() // edge cases 41, 94
    {
        _run.Local = new LocalOptions { LoadLimit = TimeSpan.FromSeconds(45) };
        await using var server = await FakeChatServer.AnsweringAsync(503, Loading);
        var began = _run.Time.GetUtcNow();
        await using var reply = await _run.PassTimeAsync(_run.SendAsync(server.Url, ModelRun.Saying("hi")));

        var stream = StreamValidator.Read(await _run.ReadAsync(reply));

        Assert.Contains("45 s", stream.Error, StringComparison.Ordinal);
        Assert.Equal(FailureKind.TimedOut, reply.Outcome!());
        Assert.InRange(_run.Time.GetUtcNow() - began, TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task WhereNobodyListensNothingIsBridged() // edge cases 29, 94
    {
        var server = await FakeChatServer.StreamingAsync("");
        var url = server.Url;
        await server.DisposeAsync();
        await using var reply = await _run.PassTimeAsync(_run.SendAsync(url, ModelRun.Saying("hi")));

        Assert.Equal((0, FailureKind.Unreachable), (reply.Status, reply.Failure));
    }

    [Theory]
    [InlineData(503, Busy)]
    [InlineData(429, "slow down")]
    public async Task AFullQueueIsTriedAgainForAMoment(int status, string body) // edge case 42
    {
        await using var server = await FakeChatServer.AnsweringInTurnAsync((status, body), (200, ModelRun.Hello));
        await using var reply = await _run.PassTimeAsync(_run.SendAsync(server.Url, ModelRun.Saying("hi")), TimeSpan.FromMilliseconds(100));

        Assert.Equal("type=text|text=Hello", StreamValidator.Read(await _run.ReadAsync(reply)).Content);
    }

    [Theory]
    [InlineData(503, Busy)]
    [InlineData(429, "slow down")]
    public async Task AQueueThatStaysFullIsAnOverloadThatAnotherBackendMayMakeGood(int status, string body) // edge cases 42, 94
    {
        await using var server = await FakeChatServer.AnsweringAsync(status, body);
        var sending = _run.SendAsync(server.Url, ModelRun.Saying("hi"));
        await server.Asked.Task;

        // Slowly: the tries are real round trips, and the seconds of this clock must not run away from them.
        await using var reply = await _run.PassTimeAsync(sending, TimeSpan.FromMilliseconds(100));

        Assert.Equal((529, FailureKind.Overloaded), (reply.Status, reply.Failure));
        Assert.InRange(server.Chats.Count, 2, 10);
    }

    [Theory]
    [InlineData(503, FailureKind.ServerError)]
    [InlineData(429, FailureKind.Throttled)]
    public async Task ACloudsLimitIsNotSleptThrough(int status, FailureKind failure) // edge case 23
    {
        await using var server = await FakeChatServer.AnsweringAsync(status, Busy);
        await using var reply = await _run.Backend(ModelRun.Provider(server.Url) with { Local = false }).SendAsync(ModelRun.Saying("hi"), default);

        Assert.Equal((status, failure), (reply.Status, reply.Failure));
        Assert.Single(server.Chats);
    }

    [Fact]
    public async Task AClientThatLeavesWhileTheModelLoadsEndsTheWaiting() // edge case 31
    {
        await using var server = await FakeChatServer.AnsweringAsync(503, Loading);
        using var client = new CancellationTokenSource();
        var sending = _run.SendAsync(server.Url, ModelRun.Saying("hi"), client.Token);
        await server.Asked.Task;
        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task AConnectionThatTheServerHadGivenUpIsReplacedOnce()
    {
        var asked = 0;
        await using var server = await FakeChatServer.StartAsync(context =>
        {
            if (asked++ == 0)
            {
                context.Abort();
                return Task.CompletedTask;
            }

            context.Response.ContentType = "text/event-stream";
            return context.Response.WriteAsync(ModelRun.Hello);
        });
        await using var reply = await _run.PassTimeAsync(_run.SendAsync(server.Url, ModelRun.Saying("hi")));

        Assert.Equal((200, 2), (reply.Status, asked));
    }
}
