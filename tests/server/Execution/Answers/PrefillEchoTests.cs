using System.Text;
using System.Text.Json.Nodes;
using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Tests.Execution.Answers;

public sealed class PrefillEchoTests
{
    [Theory] // edge case 56
    [InlineData("Once upon", "Once upon a time", " a time")]
    [InlineData("Once upon", " a time", " a time")]
    [InlineData("Once upon", "Once more", "Once more")]
    [InlineData("Once upon", "Once", "Once")]
    [InlineData("né", "nè né", "nè né")]
    [InlineData("né", "né né", " né")]
    [InlineData("{", "{\"a\":1}", "\"a\":1}")]
    [InlineData("", "Once upon", "Once upon")]
    public void WhatTheClientHadBegunItIsNotToldAgain(string begun, string answer, string expected)
    {
        for (var size = 1; size <= answer.Length; size++)
        {
            using var sink = new WholeSink();
            var reducer = new ChatReducer(AnswerRun.Options() with { Prefill = begun }, sink);
            foreach (var piece in answer.Chunk(size))
            {
                var chunk = new JsonObject { ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = new JsonObject { ["content"] = new string(piece) } }) };
                reducer.Push(Encoding.UTF8.GetBytes(chunk.ToJsonString()));
            }

            reducer.Push("""{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"""u8.ToArray());
            reducer.EndOfStream();

            Assert.Equal(expected, (string)JsonNode.Parse(sink.Message)!["content"]![0]!["text"]!);
        }
    }
}
