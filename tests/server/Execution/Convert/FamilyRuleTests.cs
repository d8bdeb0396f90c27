using System.Text.Json.Nodes;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Execution.Families;
using ClaudeSidecar.Tests.Fakes;
using static ClaudeSidecar.Tests.Execution.Convert.Conversion;

namespace ClaudeSidecar.Tests.Execution.Convert;

/// <summary>What a request looks like to models of one family; the facts are in local-servers 4.</summary>
public sealed class FamilyRuleTests
{
    [Fact]
    public void KimisCallsAreCountedThroughTheConversation() // edge case 68
    {
        var body = JsonNode.Parse(Called("toolu_a", "toolu_b"))!;
        var later = JsonNode.Parse(Called("toolu_c"))!["messages"]!.AsArray();
        later.ToList().ForEach(message => body["messages"]!.AsArray().Add(message!.DeepClone()));

        var messages = Messages(body.ToJsonString(), For("kimi-k2"));

        Assert.Equal(["functions.Read:0", "functions.Read:1", "functions.Read:2"], CallIdsOf(messages));
        Assert.Equal(CallIdsOf(messages), AnsweredIdsOf(messages));
    }

    [Fact]
    public void MistralsCallsHaveNineLettersAndDigits() // edge case 68
    {
        var ids = CallIdsOf(Messages(Called("toolu_a", "call.abc:1|x"), For("devstral")));

        Assert.All(ids, id => Assert.Matches("^[a-zA-Z0-9]{9}$", id));
        Assert.Equal(2, ids.Distinct().Count());
        Assert.Equal(ids, AnsweredIdsOf(Messages(Called("toolu_a", "call.abc:1|x"), For("devstral"))));
    }

    [Fact]
    public void OtherIdsStayUnlessTheyAreTooLong() // edge case 52
    {
        var ids = CallIdsOf(Messages(Called("functions.Read:0", "srvtoolu_1", new string('x', 41)), For("qwen3-coder")));

        Assert.Equal(["functions.Read:0", "srvtoolu_1"], ids[..2]);
        Assert.Matches("^call_[a-zA-Z0-9]{24}$", ids[2]);
    }

    [Fact]
    public void WhereOnlyTheFirstCallIsRenderedEachHasAMessageOfItsOwn()
    {
        var messages = Messages(Called("a", "b"), For("gpt-oss:20b"));

        Assert.Equal(["user", "assistant", "tool", "assistant", "tool"], messages[^5..].Select(Role));
        Assert.Equal(["I look.", "of a", "", "of b"], messages[^4..].Select(Text));
        Assert.Equal(["a", "b"], CallIdsOf(messages));
    }

    [Fact]
    public void WhereTurnsMustAlternateTheModelSpeaksBetweenResultsAndUser() // edge case 73
    {
        var body = JsonNode.Parse(Called("a"))!;
        body["messages"]!.AsArray().Add(JsonNode.Parse("""{"role":"user","content":"and now"}"""));

        Assert.Equal(["user", "assistant", "tool", "assistant", "user"], Messages(body.ToJsonString(), For("mistral-small"))[^5..].Select(Role));
        Assert.Equal(["user", "assistant", "tool", "user"], Messages(body.ToJsonString(), For("qwen3-coder"))[^4..].Select(Role));
        Assert.Equal(["user", "assistant", "tool", "assistant", "user"], Messages(body.ToJsonString(), new ConvertOptions { Model = "m", StrictTurns = true })[^5..].Select(Role));
    }

    [Fact]
    public void AHistoryOfResultsAloneStillHoldsAUser() // edge case 73: Qwen3.5 finds no user query otherwise
    {
        var messages = Messages("""
            {"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"gone","content":"of a"}]},
              {"role":"assistant","content":[{"type":"tool_use","id":"b","name":"Read","input":{}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"b","content":"of b"}]}]}
            """, For("qwen3.5:27b"));

        Assert.Equal(["user", "assistant", "tool"], messages.Select(Role));
        Assert.Equal("Result of an earlier tool call:\n\nof a", Text(messages[0]));
    }

    [Fact]
    public void WhereNoSystemMessageIsKnownItsTextBeginsTheFirst()
    {
        var messages = Messages("""{"system":"S","messages":[{"role":"user","content":"hi"}]}""", For("gemma2:9b"));

        Assert.Equal(("user", "S\n\nhi"), (Role(Assert.Single(messages)), Text(messages[0])));
    }

    [Fact]
    public void WhatATemplateRefusesInAnAnswerIsTakenOutOfIt()
    {
        const string Body = """{"messages":[{"role":"user","content":"a <|channel|> b"},{"role":"assistant","content":"<|channel|>final<|message|>yes \u003c|end|\u003e"},{"role":"user","content":"so"}]}""";

        Assert.Equal(["a <|channel|> b", "finalyes ", "so"], Messages(Body, For("gpt-oss")).Select(Text));
        Assert.Equal("<|channel|>final<|message|>yes <|end|>", Text(Messages(Body, For("qwen3-coder"))[1]));
    }

    [Fact]
    public void ReasoningGoesBackToThoseWhoNeedTheirOwn()
    {
        var book = new ReasoningBook(new ManualTime());
        book.Note(["a"], "because \"x\"");

        Assert.Equal("because \"x\"", Reasoning(For(ServerKind.LlamaServer, "minimax-m2"), "reasoning_content"));
        Assert.Equal("because \"x\"", Reasoning(For(ServerKind.Vllm, "gpt-oss"), "reasoning"));
        Assert.Null(Reasoning(For(ServerKind.LlamaServer, "qwen3:8b"), "reasoning_content"));
        Assert.Null(Reasoning(For(ServerKind.Other, "minimax-m2"), "reasoning_content"));

        string? Reasoning(ConvertOptions options, string name)
        {
            var assistants = Messages(Called("a", "b"), options with { Reasoning = book }).Where(message => Role(message) == "assistant").ToList();
            Assert.All(assistants.Skip(1), message => Assert.Null(message[name]));
            return (string?)assistants[0][name];
        }
    }

    [Theory] // edge case 47
    [InlineData("sidecar-not-signed", "I thought")]
    [InlineData("", "I thought")]
    [InlineData("EqQBCgIYAhIM", null)]
    public void ReasoningThatTheClientWasShownGoesBackAndAnthropicsStays(string signature, string? expected)
    {
        var messages = Messages($$"""
            {"messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"thinking","thinking":"I thought","signature":"{{signature}}"},{"type":"text","text":"done"}]},{"role":"user","content":"so"}]}
            """, For(ServerKind.LlamaServer, "minimax-m2"));

        Assert.Equal(expected, (string?)messages[1]["reasoning_content"]);
        Assert.Equal(["go", "done", "so"], messages.Select(Text));
    }

    [Fact]
    public void TheFamilysWordsEndTheSystemTextWhereThereAreTools()
    {
        const string Body = """{"system":"S","messages":[{"role":"user","content":"hi"}],"tools":[""" + Read + "]}";
        var family = FamilyBook.BuiltIn.Of("qwen3-coder");

        Assert.Equal($"S\n\n{family.Prompt}\n\n{family.Hints}", Text(Messages(Body, For("qwen3-coder"))[0]));
        Assert.Equal("S", Text(Messages(Body, For("qwen3-coder") with { FamilyPrompt = false })[0]));
        Assert.Equal("S", Text(Messages("""{"system":"S","messages":[{"role":"user","content":"hi"}]}""", For("qwen3-coder"))[0]));
        Assert.True(Request(Body, For("qwen3-coder")).EstimatedPrompt > Request(Body, For("qwen3-coder") with { FamilyPrompt = false }).EstimatedPrompt + 300);
    }

    [Theory]
    [InlineData("qwen3-coder", "<system-reminder>\nnote\n</system-reminder>")]
    [InlineData("llama3.3", "[Note from the program]\nnote\n[End of the note]")]
    public void NotesInTheMiddleAreMarkedAsTheFamilyReadsThem(string model, string expected) => Assert.Equal(
        $"hi\n\n{expected}",
        Text(Messages("""{"messages":[{"role":"user","content":"hi"},{"role":"ctx","content":"note"}]}""", For(model))[0])); // edge case 61

    [Fact]
    public void AFamilyOfSmallModelsGetsShortDescriptions()
    {
        var text = string.Concat(Enumerable.Repeat("A sentence that says something. ", 200));
        var body = $$"""{"messages":[{"role":"user","content":"hi"}],"tools":[{"name":"A","description":"{{text}}","input_schema":{} }]}""";

        var shortened = (string)Body(body, For("phi4"))["tools"]![0]!["function"]!["description"]!;

        Assert.InRange(shortened.Length, 1900, 2000);
        Assert.EndsWith("something.", shortened, StringComparison.Ordinal);
        Assert.Equal(text, (string)Body(body, For("qwen3-coder"))["tools"]![0]!["function"]!["description"]!);
    }

    private static List<string> CallIdsOf(JsonNode[] messages) =>
        [.. messages.SelectMany(message => message["tool_calls"]?.AsArray() ?? []).Select(call => (string)call!["id"]!)];

    private static List<string> AnsweredIdsOf(JsonNode[] messages) =>
        [.. messages.Where(message => Role(message) == "tool").Select(message => (string)message["tool_call_id"]!)];
}
