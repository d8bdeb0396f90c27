using System.Text;

namespace ClaudeSidecar.Tests.Fakes;

/// <summary>The judge of streams is judged: it takes what is right and refuses each thing that is wrong.</summary>
public sealed class StreamValidatorTests
{
    private const string Usage = """ "usage":{"input_tokens":7,"cache_creation_input_tokens":2,"cache_read_input_tokens":3,"output_tokens":1}""";
    private const string Start = """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,""" + Usage + "}}";
    private const string Text = """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""";
    private const string Said = """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"\u00e9"}}""";
    private const string TextStop = """{"type":"content_block_stop","index":1}""";
    private const string Signed = """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s"}}""";
    private const string ThinkingStop = """{"type":"content_block_stop","index":0}""";
    private const string Argument = """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"a\":"}}""";
    private const string CallStop = """{"type":"content_block_stop","index":2}""";
    private const string End = """{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":9}}""";
    private const string Stop = """{"type":"message_stop"}""";
    private const string Ping = """{"type":"ping"}""";
    private const string Error = """{"type":"error","error":{"type":"overloaded_error","message":"Busy"}}""";

    private static readonly string[] Events =
    [
        Start,
        Ping,
        """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}""",
        Signed,
        ThinkingStop,
        Text,
        Said,
        TextStop,
        """{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"Read","input":{}}}""",
        Argument,
        """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"1}"}}""",
        CallStop,
        End,
        Stop,
    ];

    [Fact]
    public void AProperStreamGivesTheMessageThatItSays() // edge case 89
    {
        var read = Read(Framed(Events));
        Assert.Equal("type=thinking|signature=s|thinking=Hm\ntype=text|text=é\ntype=tool_use|id=toolu_1|name=Read|input={\"a\":1}", read.Content);
        Assert.Equal(("msg_1", "m", "tool_use", (string?)null, 1), (read.Id, read.Model, read.StopReason, read.StopSequence, read.Pings));
        Assert.Equal(((7, 3, 1), (7, 3, 9)), (read.StartUsage, read.EndUsage));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(14)]
    public void AnErrorEndsItAnywhere(int after)
    {
        var read = Read(Framed([.. Events[..after], Error]));
        Assert.Equal(("Busy", "overloaded_error"), (read.Error, read.ErrorType));

        // The gateway puts two empty lines before its own.
        Assert.True(after == 0 || Read(Framed(Events[..after]) + "\n\n" + Framed([Error])).Error == "Busy");
    }

    [Theory]
    [InlineData("message_stop", "")]
    [InlineData("\n\nevent: message_stop", "\nevent: message_stop")]
    [InlineData("event: ping\n", "")]
    [InlineData("event: ping\n", "event: message\n")]
    [InlineData("event: ping\n", ": comment\nevent: ping\n")]
    [InlineData("event: ping\n", "event:ping\n")]
    [InlineData("event: ping\n", "event: ping\r\n")]
    [InlineData("data: {\"type\":\"ping\"}\n", "data: {\"type\":\"ping\"}\ndata: {}\n")]
    [InlineData("data: {\"type\":\"ping\"}\n\n", "data: {\"type\":\"ping\"}\n\n\n")]
    [InlineData("{\"type\":\"ping\"}", "{\"type\":\"ping\"")]
    [InlineData("{\"type\":\"ping\"}", "{\"type\":\"ping\"}{}")]
    [InlineData("{\"type\":\"ping\"}", "[\"ping\"]")]
    [InlineData("{\"type\":\"ping\"}", "{}")]
    [InlineData("ping", "pong")]
    [InlineData("event: message_stop", "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"x_error\",\"message\":\"x\"}}\n\nevent: message_stop")]
    public void AFrameThatIsNotExactIsRefused(string found, string instead) => Refused(Framed(Events).Replace(found, instead, StringComparison.Ordinal));

    [Theory]
    [InlineData("\"id\":\"msg_1\",", "")]
    [InlineData("\"model\":\"m\"", "\"model\":\"\"")]
    [InlineData("\"type\":\"message\",", "")]
    [InlineData("\"role\":\"assistant\"", "\"role\":\"user\"")]
    [InlineData("\"content\":[]", "\"content\":[{}]")]
    [InlineData("\"stop_reason\":null,", "")]
    [InlineData("\"model\":\"m\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null", "\"model\":\"m\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":\"x\"")]
    [InlineData("\"input_tokens\":7,", "")]
    [InlineData("\"cache_creation_input_tokens\":2,", "")]
    [InlineData("\"cache_read_input_tokens\":3,", "")]
    [InlineData(",\"output_tokens\":1}", "}")]
    [InlineData("\"input_tokens\":7,\"cache_creation_input_tokens\":2,\"cache_read_input_tokens\":3", "\"input_tokens\":0,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0")]
    [InlineData("\"input_tokens\":7", "\"input_tokens\":-7")]
    [InlineData("\"input_tokens\":7", "\"input_tokens\":7.5")]
    public void AStartThatSaysTooLittleOrTooMuchIsRefused(string found, string instead) => Refused(Framed(Events).Replace(found, instead, StringComparison.Ordinal)); // edge case 89

    [Theory]
    [InlineData("index\":1", "index\":3")]
    [InlineData("stop\",\"index\":1", "stop\",\"index\":0")]
    [InlineData("delta\",\"index\":1", "delta\",\"index\":0")]
    [InlineData("text_delta", "thinking_delta")]
    [InlineData("thinking_delta", "text_delta")]
    [InlineData("input_json_delta", "text_delta")]
    [InlineData("\"text_delta\",\"text\"", "\"text_delta\",\"words\"")]
    [InlineData("{\"type\":\"text\",\"text\":\"\"}", "{\"type\":\"text\",\"text\":\"x\"}")]
    [InlineData("{\"type\":\"text\",\"text\":\"\"}", "{\"type\":\"novel\",\"text\":\"\"}")]
    [InlineData("\"text\":\"\\u00e9\"", "\"text\":\" \\u00a0\\n\"")]
    [InlineData("\"text\":\"\\u00e9\"", "\"text\":\"\\ud83d\"")]
    [InlineData("\"text\":\"\\u00e9\"", "\"text\":null")]
    [InlineData("\"thinking\":\"\",\"signature\":\"\"", "\"thinking\":\"\"")]
    [InlineData("\"signature\":\"s\"", "\"signature\":\"\"")]
    [InlineData("\"partial_json\":\"1}\"", "\"partial_json\":\"1\"")]
    [InlineData("\"partial_json\":\"1}\"", "\"partial_json\":\"1}{}\"")]
    [InlineData("\"partial_json\":\"{\\\"a\\\":\"", "\"partial_json\":\"[{}]\"")]
    [InlineData("\"input\":{}", "\"input\":{\"a\":1}")]
    [InlineData("toolu_1", "call_1")]
    [InlineData("toolu_1", "toolu_1.2")]
    [InlineData("toolu_1", "toolu_1\\n")]
    [InlineData("\"name\":\"Read\"", "\"name\":\"Write\"")]
    [InlineData("\"name\":\"Read\"", "\"name\":\"\"")]
    public void ABlockThatTheClientWouldTripOverIsRefused(string found, string instead) => Refused(Framed(Events).Replace(found, instead, StringComparison.Ordinal));

    [Theory]
    [InlineData("\"stop_reason\":\"tool_use\"", "\"stop_reason\":\"end_turn\"")]
    [InlineData("\"stop_reason\":\"tool_use\"", "\"stop_reason\":\"tool_calls\"")]
    [InlineData("\"stop_reason\":\"tool_use\"", "\"stop_reason\":null")]
    [InlineData("\"tool_use\",\"stop_sequence\":null", "\"tool_use\",\"stop_sequence\":\"x\"")]
    [InlineData("\"output_tokens\":9", "\"output_tokens\":0")]
    [InlineData("\"output_tokens\":9", "\"input_tokens\":9")]
    public void AnEndThatDoesNotFitTheMessageIsRefused(string found, string instead) => Refused(Framed(Events).Replace(found, instead, StringComparison.Ordinal));

    public static TheoryData<string, string[]> WrongOrders => new()
    {
        { "a ping before the start", [Ping, .. Events] },
        { "no start", [.. Events[1..]] },
        { "two starts", [Start, .. Events] },
        { "a start in the middle", [.. Events[..8], Start, .. Events[8..]] },
        { "two blocks open", [.. Without(ThinkingStop)] },
        { "a delta of no block", [.. Before(Text, Said)] },
        { "a delta after its block", [.. Before(End, Argument)] },
        { "a block closed twice", [.. Before(End, CallStop)] },
        { "thinking that is not signed", [.. Without(Signed)] },
        { "thinking signed twice", [.. Before(ThinkingStop, Signed)] },
        { "thinking after its signature", [.. Before(ThinkingStop, Events[3])] },
        { "one id for two calls", [.. Before(End, Events[9].Replace("index\":2", "index\":3", StringComparison.Ordinal))] },
        { "a text of no words", [.. Without(Said)] },
        { "a call without its input", [.. Events[..10], .. Events[12..]] },
        { "an end in an open block", [.. Without(CallStop)] },
        { "two ends", [.. Before(Stop, End)] },
        { "a block after the end", [.. Before(Stop, Text.Replace("index\":1", "index\":3", StringComparison.Ordinal))] },
        { "no end", [.. Without(End)] },
        { "no stop", [.. Events[..^1]] },
        { "a ping after the stop", [.. Events, Ping] },
        { "an error after the stop", [.. Events, Error] },
        { "something after an error", [.. Events[..4], Error, .. Events[4..]] },
        { "two errors", [Start, Error, Error] },
        { "a message of no content", [Start, End.Replace("tool_use", "end_turn", StringComparison.Ordinal), Stop] },
        { "an error of no kind", [Start, Error.Replace("overloaded_error", "overloaded", StringComparison.Ordinal)] },
        { "an error of no words", [Start, Error.Replace("Busy", " ", StringComparison.Ordinal)] },
        { "nothing", [] },
    };

    [Theory]
    [MemberData(nameof(WrongOrders))]
    public void EventsOutOfOrderAreRefused(string what, string[] events)
    {
        Assert.NotEmpty(what);
        Assert.Throws<StreamViolation>(() => Read(Framed(events)));
    }

    [Fact]
    public void AStreamCutAnywhereIsRefused()
    {
        var stream = Encoding.UTF8.GetBytes(Framed(Events));
        for (var length = 0; length < stream.Length; length++)
        {
            Assert.Throws<StreamViolation>(() => StreamValidator.Read(stream.AsSpan(0, length)));
        }
    }

    [Fact]
    public void ReadingCostsNoMemoryForEachPieceOfText()
    {
        string[] few = [Start, Text.Replace("index\":1", "index\":0", StringComparison.Ordinal), .. Enumerable.Repeat(Said.Replace("index\":1", "index\":0", StringComparison.Ordinal), 10)];
        var ended = Encoding.UTF8.GetBytes(Framed([.. few, Error]));
        var longer = Encoding.UTF8.GetBytes(Framed([.. few, .. Enumerable.Repeat(Ping, 100_000), Error]));
        StreamValidator.Read(longer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        StreamValidator.Read(ended);
        var after = GC.GetAllocatedBytesForCurrentThread();
        StreamValidator.Read(longer);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - after, 0, after - before + 10_000);
    }

    private static void Refused(string stream)
    {
        Assert.NotEqual(stream, Framed(Events));
        Assert.Throws<StreamViolation>(() => Read(stream));
    }

    private static StreamValidator Read(string stream) => StreamValidator.Read(Encoding.UTF8.GetBytes(stream), ["Read", "Bash"]);

    private static IEnumerable<string> Without(string one) => Events.Where(other => other != one);

    private static IEnumerable<string> Before(string one, string added) => Events.SelectMany(other => other == one ? [added, one] : (string[])[other]);

    private static string Framed(IEnumerable<string> events) =>
        string.Concat(events.Select(data => $"event: {data.Split('"')[3]}\ndata: {data}\n\n"));
}
