using System.Text;
using System.Text.Json;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>A stream of Claude's that breaks off, and a local model that may go on with it (design 8.4).</summary>
public sealed class ContinuationTests : AsyncTest
{
    private const string Start =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-5\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":9,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":1}}}\n\n";

    private const string Said = "The parser reads one line after the other and ";
    private const string Rest = "keeps what it does not know.";

    private readonly ManualTime _time = new();
    private RawUpstream _cloud = null!;
    private LocalSimulator _local = null!;
    private SidecarHost _sidecar = null!;

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _local.DisposeAsync();
        await _cloud.DisposeAsync();
    }

    [Theory] // edge case 25
    [InlineData(Rest)]
    [InlineData("one line after the other and " + Rest)]
    [InlineData(Said + Rest)]
    public async Task TextThatBreaksOffIsGoneOnWithInTheSameBlockAndNothingIsSaidTwice(string local)
    {
        await StartAsync($$"""[{"text":{{Quoted(local)}}}]""", Start + Block(0, "text") + Delta(0, Said));

        var answer = StreamValidator.Read(await AskAsync());

        Assert.Null(answer.Error);
        Assert.Equal("end_turn", answer.StopReason);
        Assert.Equal(Said + Rest, Assert.Single(answer.Blocks)["text"]);
        var asked = JsonDocument.Parse(_local.Requests.Last(request => request.Method == "POST").Body).RootElement.GetProperty("messages");
        Assert.Contains(asked.EnumerateArray(), message => message.GetProperty("role").GetString() == "assistant" && message.GetProperty("content").GetString() == Said.TrimEnd());
        Assert.Contains("claude_sidecar_continuations_total{from=\"claude\",to=\"local\"} 1", _sidecar.Services.Metrics.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACallThatTheLocalModelMakesFollowsTheTextAsABlockOfItsOwn()
    {
        await StartAsync("""[{"text":"keeps it. ","tools":[{"name":"Read","input":{"file_path":"/tmp/a"}}]}]""", Start + Block(0, "text") + Delta(0, Said));

        var answer = StreamValidator.Read(await AskAsync(), ["Read"]);

        Assert.Null(answer.Error);
        Assert.Equal("tool_use", answer.StopReason);
        Assert.Equal([Said + "keeps it. ", "Read"], [answer.Blocks[0]["text"], answer.Blocks[1]["name"]]);
    }

    [Fact]
    public async Task AThoughtThatHasEndedIsKeptAndTheTextFollowsIt()
    {
        const string Thought =
            "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}\n\n" +
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"Hm.\"}}\n\n" +
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"c2ln\"}}\n\n" +
            "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n";
        await StartAsync("""[{"text":"keeps what it does not know."}]""", Start + Thought);

        var answer = StreamValidator.Read(await AskAsync());

        Assert.Null(answer.Error);
        Assert.Equal(Rest, answer.Blocks[1]["text"]);
    }

    [Theory] // edge case 25
    [InlineData("tool_use", "\"id\":\"toolu_1\",\"name\":\"Read\",\"input\":{}")]
    [InlineData("thinking", "\"thinking\":\"\",\"signature\":\"\"")]
    public async Task WhereACallOrAThoughtIsOpenTheClientIsToldToTryAgain(string type, string members)
    {
        await StartAsync("""[{"text":"No."}]""", Start + $"event: content_block_start\ndata: {{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{{\"type\":\"{type}\",{members}}}}}\n\n");

        var answer = StreamValidator.Read(await AskAsync());

        Assert.Equal("overloaded_error", answer.ErrorType);
        Assert.DoesNotContain(_local.Requests, request => request.Method == "POST");
    }

    [Fact] // edge case 25
    public async Task AfterAWholeCallNobodyGoesOn()
    {
        const string Call =
            "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"Read\",\"input\":{}}}\n\n" +
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{}\"}}\n\n" +
            "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n";
        await StartAsync("""[{"text":"No."}]""", Start + Call);

        var answer = StreamValidator.Read(await AskAsync());

        Assert.Equal("overloaded_error", answer.ErrorType);
        Assert.DoesNotContain(_local.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task AnErrorInTheMiddleOfAStreamIsAsGoodAsABreak()
    {
        await StartAsync($$"""[{"text":"{{Rest}}"}]""", Start + Block(0, "text") + Delta(0, Said) + Error("overloaded_error"), cut: false);

        var answer = StreamValidator.Read(await AskAsync());

        Assert.Null(answer.Error);
        Assert.Equal(Said + Rest, answer.Blocks[0]["text"]);
    }

    [Fact]
    public async Task AnErrorThatSaysThatTheRequestIsWrongIsTheClients()
    {
        await StartAsync("""[{"text":"No."}]""", Start + Block(0, "text") + Delta(0, Said) + Error("invalid_request_error"), cut: false);

        var answer = StreamValidator.Read(await AskAsync());

        Assert.Equal("invalid_request_error", answer.ErrorType);
    }

    [Fact]
    public async Task AStreamThatEndsTooEarlyInGoodOrderIsGoneOnWithToo()
    {
        await StartAsync($$"""[{"text":"{{Rest}}"}]""", Start + Block(0, "text") + Delta(0, Said), cut: false);

        var answer = StreamValidator.Read(await AskAsync());

        Assert.Null(answer.Error);
        Assert.Equal(Said + Rest, answer.Blocks[0]["text"]);
    }

    [Fact] // edge case 25
    public async Task WhereNobodyCanGoOnTheClientIsToldOnce()
    {
        await StartAsync("""[{"text":"No."}]""", Start + Block(0, "text") + Delta(0, Said), irregularities: "\"error-200\"");

        var answer = StreamValidator.Read(await AskAsync());

        Assert.Equal("overloaded_error", answer.ErrorType);
    }

    [Fact]
    public async Task WhereverAStreamOfTextIsCutTheMessageIsFinished()
    {
        const string Text = "Zw\u00f6lf Zeilen \u7684.\n";
        var whole = Start + Block(0, "text") + Delta(0, Text[..3]) + Delta(0, Text[3..]) +
            "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n" + Block(1, "text") + Delta(1, "And more.");
        await StartAsync("""[{"text":"Und Schluss."}]""", "");
        for (var length = (Start + Block(0, "text")).Length; length <= whole.Length; length += 11)
        {
            await using var cloud = Upstream(whole[..length], cut: true);
            await using var sidecar = await SidecarHost.StartAsync(cloud.BaseUrl, _local.BaseUrl, _time);

            var answer = StreamValidator.Read(await AskAsync(sidecar));

            Assert.Null(answer.Error);
            Assert.EndsWith("Und Schluss.", answer.Blocks[^1]["text"] as string, StringComparison.Ordinal);
        }
    }

    private static string Block(int index, string type) =>
        $"event: content_block_start\ndata: {{\"type\":\"content_block_start\",\"index\":{index},\"content_block\":{{\"type\":\"{type}\",\"text\":\"\"}}}}\n\n";

    private static string Delta(int index, string text) =>
        $"event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":{index},\"delta\":{{\"type\":\"text_delta\",\"text\":{Quoted(text)}}}}}\n\n";

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static string Error(string type) => $"event: error\ndata: {{\"type\":\"error\",\"error\":{{\"type\":\"{type}\",\"message\":\"No.\"}}}}\n\n";

    // Cut: in the middle of the chunked body; else the stream ends in good order.
    private static RawUpstream Upstream(string sent, bool cut)
    {
        var bytes = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(sent));
        return new($"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n{bytes.Length:x}\r\n{bytes}\r\n{(cut ? "" : "0\r\n\r\n")}");
    }

    private async Task StartAsync(string steps, string sent, bool cut = true, string irregularities = "")
    {
        _cloud = Upstream(sent, cut);
        _local = await LocalSimulator.StartAsync(
            SimulatorScript.Parse($$"""{ "plays":[{"steps":{{steps}}}], "local": {"irregularities":[{{irregularities}}]} }"""), time: _time);
        _sidecar = await SidecarHost.StartAsync(_cloud.BaseUrl, _local.BaseUrl, _time);
    }

    private Task<byte[]> AskAsync() => AskAsync(_sidecar);

    private static async Task<byte[]> AskAsync(SidecarHost sidecar)
    {
        using var response = await sidecar.AskAsync(SidecarHost.Turn());
        Assert.Equal("claude", response.Headers.GetValues("x-sidecar-provider").Single());
        return await response.Content.ReadAsByteArrayAsync();
    }
}
