using System.Text;
using ClaudeSidecar.Execution.Continuation;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Execution.Continuation;

public sealed class ContinuationSpliceTests
{
    private const string Start =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":9,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":1}}}\n\n";

    private const string End =
        "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":7}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    private static readonly string First = Start + Text(0, "One.") + Begin(1, "text") + Delta(1, "It was ");

    public static TheoryData<string, string> Seconds => new()
    {
        { Text(0, "late."), "type=text|text=One.\ntype=text|text=It was late." },
        { Thought(0) + Text(1, "late."), "type=text|text=One.\ntype=text|text=It was late." },
        { Text(0, "late.") + Call(1), "type=text|text=One.\ntype=text|text=It was late.\ntype=tool_use|id=toolu_1|name=Read|input={}" },
        { Text(0, "late.") + Text(1, "It was late."), "type=text|text=One.\ntype=text|text=It was late.\ntype=text|text=It was late." },
        { Call(0) + Text(1, "late."), "type=text|text=One.\ntype=text|text=It was \ntype=tool_use|id=toolu_1|name=Read|input={}\ntype=text|text=late." },
        { "", "type=text|text=One.\ntype=text|text=It was " },
    };

    [Theory]
    [MemberData(nameof(Seconds))]
    public void TwoHalvesAreOneMessageHoweverTheyAreCut(string second, string expected)
    {
        var end = second.Contains("tool_use", StringComparison.Ordinal) ? End.Replace("end_turn", "tool_use", StringComparison.Ordinal) : End;
        var bytes = Encoding.UTF8.GetBytes(Start + second + end);
        for (var size = 1; size <= bytes.Length; size += size < 40 ? 1 : 97)
        {
            var answer = StreamValidator.Read([.. Encoding.UTF8.GetBytes(First), .. Run(bytes, size)]);

            Assert.Null(answer.Error);
            Assert.Equal(expected, answer.Content);
        }
    }

    [Fact]
    public void WhatCannotBeReadIsABrokenAnswer()
    {
        Assert.Throws<IOException>(() => Run(Encoding.UTF8.GetBytes("event: content_block_delta\ndata: {\"type\":\n\n"), 10));
    }

    private static byte[] Run(byte[] second, int size)
    {
        using var transcript = new AnswerTranscript();
        transcript.Take(Encoding.UTF8.GetBytes(First));
        var splice = new ContinuationSplice(transcript.Read());
        return [.. second.Chunk(size).SelectMany(piece => splice.Take(piece).ToArray())];
    }

    private static string Begin(int index, string type) =>
        $"event: content_block_start\ndata: {{\"type\":\"content_block_start\",\"index\":{index},\"content_block\":{{\"type\":\"{type}\",\"text\":\"\"}}}}\n\n";

    private static string Delta(int index, string text) =>
        $"event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":{index},\"delta\":{{\"type\":\"text_delta\",\"text\":\"{text}\"}}}}\n\n";

    private static string Stop(int index) => $"event: content_block_stop\ndata: {{\"type\":\"content_block_stop\",\"index\":{index}}}\n\n";

    private static string Text(int index, string text) => Begin(index, "text") + Delta(index, text) + Stop(index);

    private static string Thought(int index) =>
        $"event: content_block_start\ndata: {{\"type\":\"content_block_start\",\"index\":{index},\"content_block\":{{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}}}\n\n" +
        $"event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":{index},\"delta\":{{\"type\":\"thinking_delta\",\"thinking\":\"Hm.\"}}}}\n\n" + Stop(index);

    private static string Call(int index) =>
        $"event: content_block_start\ndata: {{\"type\":\"content_block_start\",\"index\":{index},\"content_block\":{{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"Read\",\"input\":{{}}}}}}\n\n" +
        $"event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":{index},\"delta\":{{\"type\":\"input_json_delta\",\"partial_json\":\"{{}}\"}}}}\n\n" + Stop(index);
}
