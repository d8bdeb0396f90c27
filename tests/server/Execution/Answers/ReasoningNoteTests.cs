using System.Text;
using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Execution.Families;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Tests.Execution.Answers;

public sealed class ReasoningNoteTests
{
    private const string Thought = """{"choices":[{"index":0,"delta":{"reasoning_content":"I should "}}]}""";
    private const string More = """{"choices":[{"index":0,"delta":{"reasoning_content":"look."}}]}""";
    private const string Call = """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"x","function":{"name":"Read","arguments":"{}"}}]}}]}""";
    private const string End = """{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""";

    [Theory]
    [InlineData("minimax-m2", false, "I should look.")]
    [InlineData("minimax-m2", true, "I should look.")]
    [InlineData("qwen3-coder", false, null)]
    public void WhatLedToACallIsKeptForThoseWhoNeedItBack(string model, bool shown, string? expected)
    {
        var book = new ReasoningBook(new ManualTime());
        using var sink = new StreamSink();
        var options = AnswerRun.Options(shown, "Read") with { Family = FamilyBook.BuiltIn.Of(model), Reasoning = book, MintToolId = () => "toolu_1" };
        var reducer = new ChatReducer(options, sink);
        foreach (var chunk in (string[])[Thought, More, Call, End])
        {
            reducer.Push(Encoding.UTF8.GetBytes(chunk));
        }

        reducer.EndOfStream();

        Assert.Equal(expected, book.Find("toolu_1"));
    }
}
