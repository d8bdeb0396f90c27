using System.IO.Pipelines;
using System.Text;
using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Tests.Execution.Backends;

/// <summary>What the client is told while a server is silent, with a clock that moves only when told.</summary>
public sealed class ModelAnswerTests : IAsyncDisposable
{
    private static readonly TimeSpan Step = ModelAnswer.PingAfter;

    private readonly ManualTime _time = new();
    // In line: what the server sent has arrived before the clock moves on.
    private readonly Pipe _server = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline));
    private readonly MemoryStream _seen = new();
    private readonly ChatReducer _reducer;
    private readonly ModelAnswer _answer;

    public ModelAnswerTests()
    {
        var sink = new StreamSink();
        var response = new HttpResponseMessage { Content = new ByteArrayContent([]) };
        _reducer = new ChatReducer(new ReducerOptions { Model = "claude-sonnet-5-5", EstimatedPrompt = 500 }, sink);
        _answer = new ModelAnswer(response, _server.Reader.AsStream(), AnswerFraming.Events, _reducer, sink, _time, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _answer.DisposeAsync();

    [Fact]
    public async Task WhileTheServerIsSilentTheClientIsPinged() // edge cases 41, 93
    {
        var first = await NextAfterAsync(Step);
        await SendAsync("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        while (await NextAfterAsync(TimeSpan.Zero) is { Length: > 0 })
        {
        }

        Assert.StartsWith("event: message_start\n", first, StringComparison.Ordinal);
        Assert.EndsWith("event: ping\ndata: {\"type\":\"ping\"}\n\n", first, StringComparison.Ordinal);
        var stream = StreamValidator.Read(_seen.ToArray());
        Assert.Equal((1, "type=text|text=Hi"), (stream.Pings, stream.Content));
        Assert.Equal(500, stream.StartUsage.Input); // edge case 90
    }

    [Fact]
    public async Task PingsEndWhenTheServerStaysSilentBeyondItsLimit() // edge case 93
    {
        while (_reducer.Outcome is null)
        {
            await NextAfterAsync(Step);
        }

        var stream = StreamValidator.Read(_seen.ToArray());
        Assert.Equal(FailureKind.TimedOut, _reducer.Outcome?.Kind);
        Assert.Equal(ModelAnswer.IdleLimit / Step - 1, stream.Pings);
        Assert.Contains("300 s", stream.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoTellsHowFarThePromptIsReadIsAliveHoweverLongItTakes() // edge cases 41, 93
    {
        for (var waited = TimeSpan.Zero; waited < ModelAnswer.IdleLimit * 2; waited += Step)
        {
            await SendAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null},\"finish_reason\":null}],\"prompt_progress\":{\"total\":9000,\"cache\":0,\"processed\":2048,\"time_ms\":100}}\n\n");
            await NextAfterAsync(Step);
        }

        await SendAsync("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        while (await NextAfterAsync(TimeSpan.Zero) is { Length: > 0 })
        {
        }

        var stream = StreamValidator.Read(_seen.ToArray());
        Assert.Equal(("type=text|text=Hi", (int)(ModelAnswer.IdleLimit * 2 / Step)), (stream.Content, stream.Pings));
    }

    [Fact]
    public async Task ProgressAloneIsNoAnswer()
    {
        await SendAsync("data: {\"choices\":[{\"delta\":{\"content\":null}}],\"prompt_progress\":{\"total\":9,\"cache\":0,\"processed\":9}}\n\ndata: [DONE]\n\n");
        await NextAfterAsync(TimeSpan.Zero);

        Assert.Equal(FailureKind.BadAnswer, _reducer.Outcome?.Kind);
        Assert.False(_reducer.Started);
    }

    [Fact]
    public async Task AServersCommentsKeepItAlive()
    {
        for (var waited = TimeSpan.Zero; waited < ModelAnswer.IdleLimit * 2; waited += Step)
        {
            await SendAsync(": still at work\n\n");
            await NextAfterAsync(Step);
        }

        Assert.Null(_reducer.Outcome);
    }

    [Fact] // edge case 95
    public async Task TheTimeThatTheClientTakesIsNotTheServersSilence()
    {
        await SendAsync("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n");
        await NextAfterAsync(TimeSpan.Zero);
        _time.Advance(ModelAnswer.IdleLimit * 2);
        await NextAfterAsync(Step);

        Assert.Null(_reducer.Outcome);
    }

    [Fact]
    public async Task AServerThatNeverClosesAfterItsEndIsNotWaitedFor() // edge case 77
    {
        await SendAsync("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\n");
        await NextAfterAsync(TimeSpan.Zero);
        await NextAfterAsync(TimeSpan.FromSeconds(3));

        Assert.Equal("end_turn", StreamValidator.Read(_seen.ToArray()).StopReason);
    }

    [Fact]
    public async Task EventsThatArriveTogetherLeaveTogether() // edge case 95
    {
        await SendAsync("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"b\"}}]}\n\n");

        Assert.Equal(4, (await NextAfterAsync(TimeSpan.Zero)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private async Task SendAsync(string text) => await _server.Writer.WriteAsync(Encoding.UTF8.GetBytes(text));

    private async Task<string> NextAfterAsync(TimeSpan time)
    {
        var next = _answer.NextAsync().AsTask();
        if (time > TimeSpan.Zero)
        {
            _time.Advance(time);
        }

        var piece = await next;
        _seen.Write(piece.Span);
        return Encoding.UTF8.GetString(piece.Span);
    }
}
