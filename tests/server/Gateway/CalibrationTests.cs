using System.Text;
using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Tests.Context.Fit;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>What Claude's answers tell of their prompts' sizes corrects our estimates of them.</summary>
public sealed class CalibrationTests : AsyncTest
{
    private const string Model = "claude-sonnet-5";

    private FakeUpstream _cloud = null!;
    private SidecarHost _sidecar = null!;

    public override async Task InitializeAsync()
    {
        _cloud = await FakeUpstream.StartAsync();
        _sidecar = await SidecarHost.StartAsync(_cloud.BaseUrl, local: null);
    }

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _cloud.DisposeAsync();
    }

    // edge case 98
    [Theory]
    [InlineData(0.83, "plain")]
    [InlineData(1.17, "plain")]
    [InlineData(1.17, "cached")]
    [InlineData(1.17, "whole")]
    public async Task AfterSomeAnswersTheEstimateIsWithinTwoPercentAndNeverBelow(double differs, string form)
    {
        for (var turn = 1; turn <= 8; turn++)
        {
            var body = Turn(turn * 7, stream: form != "whole");
            _cloud.Answer = form == "whole" ? Whole(Counted(body, differs)) : Stream(Usage(Counted(body, differs), form == "cached"), Ending);
            await LearnAsync(body);
        }

        foreach (var files in (int[])[1, 10, 40])
        {
            var counted = Counted(Turn(files), differs);
            Assert.InRange(Estimate(Turn(files)) * _sidecar.Services.Calibration.FactorOf("claude", Model), counted, counted * 1.02);
        }
    }

    // edge case 98
    [Fact]
    public async Task AnAnswerThatFailedTeachesNothing()
    {
        var body = Turn(20);
        var wrong = Usage(Counted(body, 2), cached: false);
        Func<HttpContext, Task>[] failures =
        [
            Refusal(StatusCodes.Status400BadRequest, wrong),
            Refusal(529, wrong),
            Stream(wrong, "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n"),
            Stream(wrong, ""),
        ];
        foreach (var failure in failures)
        {
            _cloud.Answer = failure;
            using var answer = await _sidecar.AskAsync(body);
            await answer.Content.ReadAsStringAsync();
        }

        var asked = _cloud.Requests.Count;
        var expected = new Calibration();
        for (var turn = 0; turn < 3; turn++)
        {
            _cloud.Answer = Stream(Usage(Counted(body, 1.1), cached: false), Ending);
            await LearnAsync(body);
            expected.Note("claude", Model, Estimate(body), Counted(body, 1.1));
        }

        Assert.True(asked >= failures.Length, "each of them was asked for");
        Assert.Equal(expected.LearntOf("claude", Model), _sidecar.Services.Calibration.LearntOf("claude", Model));
    }

    private const string Ending =
        """
        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Well."}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":3}}

        event: message_stop
        data: {"type":"message_stop"}


        """;

    // The client has its answer before anything is learnt from it.
    private async Task LearnAsync(string body)
    {
        var learnt = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calibration = _sidecar.Services.Calibration;
        calibration.Changed += learnt.SetResult;
        using var answer = await _sidecar.AskAsync(body);
        Assert.Contains("Well.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await learnt.Task;
        calibration.Changed -= learnt.SetResult;
    }

    private static string Turn(int files, bool stream = true)
    {
        var talk = new Talk().User("the task");
        for (var file = 0; file < files; file++)
        {
            talk.Reads($"/w/file{file}.cs", Talk.Lines(60, $"file {file}"));
        }

        return Encoding.UTF8.GetString(talk.Body.Span)[..^1] + $",\"stream\":{(stream ? "true" : "false")}}}";
    }

    private static int Estimate(string body) => PromptSize.Estimate(Encoding.UTF8.GetBytes(body));

    private static int Counted(string body, double differs) => (int)(Estimate(body) * differs);

    private static string Usage(int prompt, bool cached) => cached
        ? $$"""{"input_tokens":4,"cache_creation_input_tokens":{{prompt / 5}},"cache_read_input_tokens":{{prompt - 4 - (prompt / 5)}},"output_tokens":1}"""
        : $$"""{"input_tokens":{{prompt}},"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1}""";

    private static Func<HttpContext, Task> Stream(string usage, string rest) => FakeUpstream.Stream(
        Encoding.UTF8.GetBytes(
            $$$"""
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"{{{Model}}}","content":[],"stop_reason":null,"stop_sequence":null,"usage":{{{usage}}}}}

            {{{rest}}}
            """.ReplaceLineEndings("\n")),
        pieceSize: 200);

    private static Func<HttpContext, Task> Whole(int prompt) => context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(
            $$"""{"id":"msg_1","type":"message","role":"assistant","model":"{{Model}}","content":[{"type":"text","text":"Well."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{{Usage(prompt, cached: true)}}}""");
    };

    private static Func<HttpContext, Task> Refusal(int status, string usage) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$$"""{"type":"error","error":{"type":"invalid_request_error","message":"no"},"usage":{{{usage}}}}""");
    };
}
