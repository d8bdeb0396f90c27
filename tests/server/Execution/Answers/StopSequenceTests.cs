using System.Text;
using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Tests.Execution.Answers;

/// <summary>Stop sequences that the server was not told, or did not heed (edge case 70).</summary>
public sealed class StopSequenceTests
{
    [Theory] // edge case 70
    [InlineData("One. END Two.", "One.  (stop_sequence)")]
    [InlineData("ENEND Two.", "EN (stop_sequence)")]
    [InlineData("E N D, EN", "E N D, EN")]
    [InlineData("ENDE", "(The local model gave an empty answer.) (stop_sequence)")]
    [InlineData("Über 中文</stop>x", "Über 中文 (stop_sequence)")]
    [InlineData("a</stop b</sto", "a</stop b</sto")]
    [InlineData("first</stop>END", "first (stop_sequence)")]
    [InlineData("<think>Not the END.</think>Go on.", "Go on.")]
    [InlineData("I look.\n<tool_call>\n{\"name\": \"Bash\", \"arguments\": {\"command\": \"echo END\"}}\n</tool_call>", "I look.\n⟦Bash {\"command\":\"echo END\"}⟧")]
    [InlineData("END\n<tool_call>\n{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}\n</tool_call>", "(The local model gave an empty answer.) (stop_sequence)")]
    public void TheAnswerEndsInFrontOfIt(string text, string expected) =>
        Assert.Equal(expected, AnswerRun.Content(text, with: options => options with { StopSequences = ["END", "</stop>", "one", "two", "three"] }));

    [Fact]
    public void NothingMoreIsReadFromTheServer() // edge cases 70, 96
    {
        using var sink = new StreamSink();
        var reducer = new ChatReducer(AnswerRun.Options(), sink);
        foreach (var text in new[] { "Two words", ". E", "ND", " and more" })
        {
            Assert.Null(reducer.Outcome);
            reducer.Push(Encoding.UTF8.GetBytes($$$"""{"choices":[{"delta":{"content":"{{{text}}}"}}]}"""));
            if (reducer.Outcome is not null)
            {
                break;
            }
        }

        var message = StreamValidator.Read(sink.Written.Span);
        Assert.NotNull(reducer.Outcome);
        Assert.Equal(("stop_sequence", "END"), (message.StopReason, message.StopSequence));
        Assert.Equal("Two words. ", Assert.Single(message.Blocks)["text"]);
    }

    [Fact]
    public void ACallBehindItIsNotMade() // edge case 70
    {
        const string Server = """data: {"choices":[{"message":{"content":"Done. END","tool_calls":[{"function":{"name":"Bash","arguments":"{\"command\":\"ls\"}"}}]},"finish_reason":"tool_calls"}]}""" + "\n\n";

        var message = StreamValidator.Read(AnswerRun.Stream(Server).Stream);

        Assert.Equal(("stop_sequence", "END"), (message.StopReason, message.StopSequence));
        Assert.Equal("text", Assert.Single(message.Blocks)["type"]);
    }
}
