using System.Text;
using ClaudeSidecar.Execution.History;

namespace ClaudeSidecar.Tests.Execution.History;

public sealed class HistoryCleanerTests
{
    [Theory] // edge case 48: what needs nothing is not touched, odd spelling included
    [InlineData("""{ "messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"a","signature":"EqQB\/=="},{"type":"text","text":"b"}]}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":""}]}]}""")]
    [InlineData("""{"system":"","messages":[{"role":"user","content":""},{"role":"assistant","content":"x"}]}""")]
    [InlineData("""{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"Bash","input":{"command":"","signature":"","type":"thinking"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":""}]}]}""")]
    [InlineData("not json with \"\" in it")]
    public void ABodyThatNeedsNothingIsTheSameMemory(string body)
    {
        var memory = Memory(body);

        Assert.True(memory.Equals(HistoryCleaner.Clean(memory)));
    }

    [Theory] // edge cases 48, 49, 51, 55
    [InlineData(
        """{"a":1,"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":""}, {"type":"text", "text":"b"}]},{"role":"user","content":"c"}],"z":"\u00e9"}""",
        """{"a":1,"messages":[{"role":"assistant","content":[{"type":"text", "text":"b"}]},{"role":"user","content":"c"}],"z":"\u00e9"}""")]
    [InlineData(
        """{"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"sidecar-not-signed"},{"type":"thinking","thinking":"y","signature":"Real=="},{"type":"text","text":"b"}]}]}""",
        """{"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"y","signature":"Real=="},{"type":"text","text":"b"}]}]}""")]
    [InlineData(
        """{"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"x"},{"type":"text","text":"b"}]}]}""",
        """{"messages":[{"role":"assistant","content":[{"type":"text","text":"b"}]}]}""")]
    [InlineData(
        """{"messages":[{"content":[{"text":"","type":"text"},{"type":"tool_use","id":"t","name":"n","input":{}}],"role":"assistant"},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t"}]}]}""",
        """{"messages":[{"content":[{"type":"tool_use","id":"t","name":"n","input":{}}],"role":"assistant"},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t"}]}]}""")]
    [InlineData(
        """{"messages":[{"role":"assistant","content":[{"type":"text","text":" \n\t"},{"type":"text","text":"\n b"}]}]}""",
        """{"messages":[{"role":"assistant","content":[{"type":"text","text":"\n b"}]}]}""")]
    [InlineData(
        """{"messages":[{"role":"user","content":[{"type":"text","text":"\ud83d"}]},{"role":"assistant","content":[{"type":"text","text":"\ud83d"},{"type":"text","text":""}]}]}""",
        """{"messages":[{"role":"user","content":[{"type":"text","text":"\ud83d"}]},{"role":"assistant","content":[{"type":"text","text":"\ud83d"}]}]}""")]
    public void WhatAnthropicDidNotMakeIsTakenOutAndTheRestKeepsItsBytes(string body, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(HistoryCleaner.Clean(Memory(body)).Span));

    [Fact] // edge case 50
    public void AMessageOfNothingButForeignThinkingDoesNotBecomeEmpty() => Assert.Equal(
        """{"messages":[{"role":"assistant","content":[{"type":"text","text":"[Thinking removed]"}]}]}""",
        Encoding.UTF8.GetString(HistoryCleaner.Clean(Memory("""{"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":""}]}]}""")).Span));

    private static ReadOnlyMemory<byte> Memory(string text) => Encoding.UTF8.GetBytes(text);
}
