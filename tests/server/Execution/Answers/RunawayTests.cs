using System.Text;
using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Tests.Execution.Answers;

/// <summary>Answers that go round in circles (edge case 85).</summary>
public sealed class RunawayTests
{
    private const string Sentence = "I will look at the file again and see what is wrong with it. ";

    [Theory] // edge case 85
    [InlineData("the ")]
    [InlineData(Sentence)]
    [InlineData("Wait, let me think about it once more.\n\nThe answer must be here.\n\n")]
    [InlineData("我再看一遍这个文件。")]
    [InlineData("\n")]
    [InlineData(" \n\t\n")]
    [InlineData("                ")]
    public void ARepetitionWithoutEndIsStopped(string passage)
    {
        var texts = Enumerable.Repeat(passage, 100_000);
        var options = AnswerRun.Options();
        using var sink = new StreamSink();
        var reducer = new ChatReducer(options, sink);
        var taken = 0;
        foreach (var text in texts.TakeWhile(_ => reducer.Outcome is null))
        {
            taken += Encoding.UTF8.GetByteCount(text);
            reducer.Push(Encoding.UTF8.GetBytes($$$"""{"choices":[{"delta":{"content":{{{System.Text.Json.JsonSerializer.Serialize(text, TextJson.Default.String)}}}}}]}"""));
        }

        var message = StreamValidator.Read(sink.Written.Span);
        Assert.InRange(taken, 300, 10_000);
        Assert.Equal("end_turn", message.StopReason);
        Assert.EndsWith(Notes.Runaway, (string)message.Blocks[^1]["text"], StringComparison.Ordinal);
    }

    [Theory] // edge case 85
    [InlineData("\n")]
    [InlineData(" \n\t\n")]
    [InlineData("                ")]
    public void LineBreaksWithoutEndAreNotShown(string passage)
    {
        var read = StreamValidator.Read(AnswerRun.Stream(AnswerRun.Chunks(["Done.", .. Enumerable.Repeat(passage, 5000)]), int.MaxValue).Stream);

        var text = (string)Assert.Single(read.Blocks)["text"];
        Assert.EndsWith(Notes.Runaway, text, StringComparison.Ordinal);
        Assert.InRange(text.Count(one => one == '\n'), 0, 4);
        Assert.InRange(text.Length, 0, Notes.Runaway.Length + 150);
    }

    [Theory] // edge case 85
    [InlineData("def a():\n    pass\n\n\n\n\n\ndef b():\n    pass")]
    [InlineData("```\na\n\n\n\n\n\n\n\nb\n```")]
    [InlineData("a\n \n  \n   \n\t\nb")]
    public void WhiteSpaceThatTextFollowsStaysAsItIs(string text) => Assert.Equal(text, AnswerRun.Content(text));

    [Fact]
    public void AColumnFarToTheRightStaysWhereItIs() // edge case 85
    {
        var text = $"a{new string(' ', 3000)}b";

        Assert.Equal(text, AnswerRun.Content(text));
    }

    [Theory] // edge case 85
    [InlineData("Done.\n", "Done.\n")]
    [InlineData("Done.\n\n", "Done.\n\n")]
    [InlineData("Done.\n\n\n\n\n", "Done.\n\n")]
    public void AnAnswerEndsWithOneBlankLineAtTheMost(string text, string expected) => Assert.Equal(expected, AnswerRun.Content(text));

    [Fact]
    public void ALoopOfReasoningIsStopped() // edge case 85
    {
        var message = AnswerRun.Stream(AnswerRun.Chunks(Enumerable.Repeat(Sentence, 1000), field: "reasoning_content"), int.MaxValue);

        Assert.Equal(Notes.Runaway, StreamValidator.Read(message.Stream).Blocks[^1]["text"]);
    }

    [Fact]
    public void ACallThatALoopBrokeOffIsNotMade() // edge case 85
    {
        var message = AnswerRun.Stream(AnswerRun.Chunks(["<tool_call>\n<function=Bash>\n<parameter=command>\n", .. Enumerable.Repeat(Sentence, 1000)]), int.MaxValue);

        var read = StreamValidator.Read(message.Stream);
        Assert.Equal("end_turn", read.StopReason);
        Assert.Equal(Notes.Runaway, Assert.Single(read.Blocks)["text"]);
    }

    [Fact]
    public void WhatRepeatsForGoodReasonsIsLetPass() // edge case 85
    {
        var random = new Random(1);
        var log = string.Concat(Enumerable.Range(0, 3000).Select(i => $"2026-11-21T05:{i / 60 % 60:00}:{i % 60:00} INFO worker waits for the next job\n"));
        var table = string.Concat(Enumerable.Repeat("| yes | no | not yet |\n", 2000));
        var art = string.Concat(Enumerable.Repeat(new string('=', 78) + "\n" + new string('─', 78) + "\n", 150));
        var code = string.Concat(Enumerable.Repeat("        total += values[i] * weights[i];\n", 1000));
        var zeros = new string('A', 40_000);
        var bytes = new byte[100_000];
        random.NextBytes(bytes);
        var steps = string.Concat(Enumerable.Range(0, 500).Select(i => $"Step {i}: I look at the next file and write down what is in it.\n"));
        var blank = "a" + new string('\n', 250) + "b" + new string(' ', 4000) + "c";
        foreach (var text in new[] { log, table, art, code, zeros, System.Convert.ToBase64String(bytes), steps, blank })
        {
            var guard = new RunawayGuard();
            guard.Take(Encoding.UTF8.GetBytes(text));
            Assert.False(guard.HasTripped, text[..60]);
        }
    }
}
