using System.IO.Compression;
using System.Text;
using ClaudeSidecar.Execution.Relay;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Tests.Execution.Relay;

public sealed class AnswerMeterTests
{
    private const string Start = """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","role":"assistant","content":[],"usage":{"input_tokens":12,"cache_creation_input_tokens":300,"cache_read_input_tokens":90000,"cache_creation":{"ephemeral_5m_input_tokens":300},"output_tokens":1}}}


        """;

    private const string End = """
        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":77}}

        event: message_stop
        data: {"type":"message_stop"}


        """;

    // What a model says of usage is text: its quotation marks are escaped.
    private static readonly string Talk = string.Concat(Enumerable.Range(0, 900).Select(number =>
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"{\\\"usage\\\":{\\\"input_tokens\\\":" + number + "}}\"}}\n\n"));

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void TheTokensOfAStreamAreCounted(string encoding)
    {
        var meter = new AnswerMeter(encoding);
        foreach (var piece in Pieces(encoding))
        {
            meter.Take(piece);
        }

        Assert.Equal(new Usage(312, 90_000, 77), meter.Read());
        Assert.Equal(new Usage(312, 90_000, 77), meter.Read());
    }

    [Fact]
    public void AWholeMessageTellsThemToo()
    {
        var meter = new AnswerMeter(null);
        meter.Take("""{"type":"message","content":[{"type":"text","text":"hi"}],"usage":{"input_tokens":5,"cache_read_input_tokens":0,"output_tokens":6}}"""u8);

        Assert.Equal(new Usage(5, 0, 6), meter.Read());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"usage\":null}")]
    [InlineData("{\"usage\":{\"input_tokens\":5")]
    [InlineData("{\"usage\":[1]}")]
    public void WhatTellsNothingCountsNothing(string body)
    {
        var meter = new AnswerMeter(null);
        meter.Take(Encoding.UTF8.GetBytes(body));

        Assert.Null(meter.Read());
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip")]
    public void WhatCannotBeReadCountsNothing(string encoding)
    {
        var meter = new AnswerMeter(encoding);
        meter.Take("not what the header says"u8);

        Assert.Null(meter.Read());
    }

    [Fact]
    public void AnAnswerThatBreaksOffCountsAsFarAsItWent()
    {
        var meter = new AnswerMeter("gzip");
        var whole = Pieces("gzip").SelectMany(piece => piece).ToArray();
        meter.Take(whole.AsSpan(0, whole.Length - 20));

        Assert.Equal(90_000, meter.Read()?.CacheRead);
    }

    private static byte[][] Pieces(string encoding)
    {
        var text = Encoding.UTF8.GetBytes(Start + Talk + End);
        if (encoding.Length == 0)
        {
            return [Encoding.UTF8.GetBytes(Start), Encoding.UTF8.GetBytes(Talk), Encoding.UTF8.GetBytes(End)];
        }

        using var output = new MemoryStream();
        using (Stream packed = encoding switch { "gzip" => new GZipStream(output, CompressionLevel.Fastest), "br" => new BrotliStream(output, CompressionLevel.Fastest), _ => new ZLibStream(output, CompressionLevel.Fastest) })
        {
            packed.Write(text);
        }

        return [.. output.ToArray().Chunk(1000)];
    }
}
