using System.Text;
using ClaudeSidecar.Wire.Chat;
using ClaudeSidecar.Wire.Ollama;

namespace ClaudeSidecar.Tests.Wire.Ollama;

public sealed class OllamaChunkReaderTests
{
    private readonly OllamaChunkReader _reader = new();
    private readonly ChatChunk _chunk = new();

    [Fact]
    public void TextAndThinkingAreKeptApart()
    {
        Read("""{"model":"m","created_at":"2026-11-21T12:00:00Z","message":{"role":"assistant","content":"a\u00e4","thinking":"hm"},"done":false}""");

        Assert.Equal(("aä", "hm"), (Text(_chunk.Content), Text(_chunk.Reasoning)));
        Assert.True(_chunk.HasChoice);
        Assert.False(_chunk.IsEnd);
        Assert.Null(_chunk.FinishReason);
    }

    [Fact]
    public void CallsThatAreAllNumberedZeroStaySeveral() // edge case 78
    {
        Read("""{"message":{"content":"","tool_calls":[{"function":{"index":0,"name":"Bash","arguments":{"command":"ls {}"}}},{"id":"call_x","function":{"name":"Read","arguments":{}}}]}}""");
        Assert.Equal([(0, "", "Bash", """{"command":"ls {}"}"""), (1, "call_x", "Read", "{}")], Calls());

        Read("""{"message":{"tool_calls":[{"function":{"index":0,"arguments":"{\"a\":1}","name":"Read"}}]}}""");
        Assert.Equal([(2, "", "Read", """{"a":1}""")], Calls());
    }

    [Theory]
    [InlineData("stop", "stop")]
    [InlineData("length", "length")]
    [InlineData("something new", "stop")]
    public void TheLastLineTellsTheReasonAndTheCounts(string said, string reason) // edge case 86
    {
        Read($$"""{"message":{"content":""},"done":true,"done_reason":"{{said}}","prompt_eval_count":26,"eval_count":298,"total_duration":5191566416}""");

        Assert.Equal((true, reason, new ChatUsage(26, 0, 298)), (_chunk.IsEnd, _chunk.FinishReason, _chunk.Usage!.Value));
    }

    [Fact]
    public void OldVersionsGiveNoReason()
    {
        Read("""{"message":{"content":""},"done":true,"eval_count":3}""");

        Assert.Equal(("stop", new ChatUsage(0, 0, 3)), (_chunk.FinishReason, _chunk.Usage!.Value));
    }

    [Theory]
    [InlineData("load")]
    [InlineData("unload")]
    public void AModelThatWasOnlyLoadedSaidNothing(string reason)
    {
        Read($$"""{"message":{"role":"assistant","content":""},"done":true,"done_reason":"{{reason}}"}""");

        Assert.False(_chunk.HasChoice);
        Assert.True(_chunk.IsEnd);
    }

    [Fact]
    public void AnErrorInTheMiddleIsSeen() // edge case 87
    {
        Read("""{"error":"an error was encountered while running the model"}""");

        Assert.True(_chunk.IsError);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("nothing")]
    [InlineData("{\"message\":{\"content\":\"a\"")]
    public void WhatIsNoObjectCannotBeRead(string line)
    {
        Assert.False(_reader.TryRead(Encoding.UTF8.GetBytes(line), _chunk));
    }

    [Theory]
    [InlineData("""{"message":null,"done":"yes","done_reason":3,"prompt_eval_count":-1,"eval_count":"x","error":null}""")]
    [InlineData("""{"message":{"content":7,"thinking":{},"tool_calls":[1,{"function":null},{"function":{"name":{},"arguments":3}}]}}""")]
    public void ValuesOfOtherKindsCountAsMissing(string line)
    {
        Read(line);

        Assert.Equal(("", "", false, false), (Text(_chunk.Content), Text(_chunk.Reasoning), _chunk.IsEnd, _chunk.IsError));
    }

    private void Read(string line) => Assert.True(_reader.TryRead(Encoding.UTF8.GetBytes(line), _chunk));

    private List<(int Index, string Id, string Name, string Arguments)> Calls() =>
        [.. _chunk.ToolCalls.Select(call => (call.Index, Text(_chunk.Text(call.Id)), Text(_chunk.Text(call.Name)), Text(_chunk.Text(call.Arguments))))];

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
