using System.Text;
using System.Text.Json.Nodes;
using ClaudeSidecar.Execution.History;
using ClaudeSidecar.Simulation.Cloud;
using ClaudeSidecar.Simulation.Cloud.Rules;
using ClaudeSidecar.Simulation.Hosting;
using ClaudeSidecar.Tests.Execution.Answers;
using ClaudeSidecar.Wire.Anthropic;
using FsCheck;
using FsCheck.Fluent;

namespace ClaudeSidecar.Tests.Execution.History;

/// <summary>
/// Conversations in which Anthropic, a local model and other proxies had a part in turn, cleaned and judged by the rules of the stand-in
/// for Anthropic: none is refused, and what Anthropic made is there to the byte.
/// </summary>
public sealed class WayBackTests
{
    // How an assistant's turn came about, and how the client answered it.
    private static readonly string[] Makers = ["claude", "claude-says", "local", "local-says", "proxy", "proxy-server-tool", "reasons-only"];
    private static readonly string[] Manners = ["answers", "answers-late", "answers-half", "answers-not", "answers-twice", "answers-something-else"];

    private static readonly byte[] LocalAnswer =
        """{"choices":[{"message":{"role":"assistant","reasoning":"Hm.","content":"I look.","tool_calls":[{"id":"x","function":{"name":"Read","arguments":"{\"file_path\":\"/a\"}"}},{"id":"y","function":{"name":"Bash","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}"""u8.ToArray();

    [Fact] // edge cases 48, 49, 50, 51, 52, 53, 55
    public void WhateverWasSaidMeanwhileAnthropicTakesTheHistory() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(8), Prop.ForAll(Histories, history =>
        {
            var cleaned = HistoryCleaner.Clean(history.Body);

            Assert.Null(Refusal(cleaned));
            var text = Encoding.UTF8.GetString(cleaned.Span);
            Assert.DoesNotContain(ForeignSignature.Value, text, StringComparison.Ordinal);
            Assert.All(history.Genuine, block => Assert.Contains(block, text, StringComparison.Ordinal));
        }));

    [Fact] // edge case 57: what is clean is left alone, and was cleaned the same way a turn earlier
    public void CleaningIsDoneOnceAndTheSameInEveryTurn() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(8), Prop.ForAll(Histories, history =>
        {
            var cleaned = HistoryCleaner.Clean(history.Body);
            var earlier = Messages(HistoryCleaner.Clean(history.Earlier));

            Assert.True(cleaned.Equals(HistoryCleaner.Clean(cleaned)));
            Assert.Equal(earlier, Messages(cleaned).Take(earlier.Count));
        }));

    [Fact] // edge case 57
    public void AHistoryOfAnthropicsOwnIsTheSameMemory() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(8), Prop.ForAll(Histories, history =>
        {
            var own = Conversation([.. history.Script.Select(step => (step.Maker % 2, 0))]);

            Assert.True(own.Body.Equals(HistoryCleaner.Clean(own.Body)));
        }));

    private static Arbitrary<History> Histories { get; } =
        (from maker in Gen.Choose(0, Makers.Length - 1) from manner in Gen.Choose(0, Manners.Length - 1) select (maker, manner))
        .ArrayOf().Select(Conversation).ToArbitrary();

    private static Refusal? Refusal(ReadOnlyMemory<byte> body) => RequestRules.Read(
        new ReceivedRequest { Number = 1, At = default, Method = "POST", Path = "/v1/messages", Headers = [new("anthropic-version", "2023-06-01")], Body = body }, int.MaxValue, counting: true).Refusal;

    // Without the cache marks: only the last ones are kept, and they are no part of what is said.
    private static List<string> Messages(ReadOnlyMemory<byte> body) =>
        [.. JsonNode.Parse(body.Span)!["messages"]!.AsArray().Select(message => message!.ToJsonString().Replace(",\"cache_control\":{\"type\":\"ephemeral\"}", "", StringComparison.Ordinal))];

    private static History Conversation((int Maker, int Manner)[] script)
    {
        var messages = new List<string> { """{"role":"user","content":"hi"}""" };
        var genuine = new List<string>();
        var earlier = messages.ToArray();
        for (var i = 0; i < script.Length; i++)
        {
            earlier = [.. messages];
            var blocks = Assistant(Makers[script[i].Maker], i, genuine);
            messages.Add($$"""{"role":"assistant","content":[{{string.Join(',', blocks)}}]}""");
            var calls = blocks.Select(block => JsonNode.Parse(block)!).Where(block => (string)block["type"]! == "tool_use").Select(block => (string)block["id"]!).ToList();
            messages.Add($$"""{"role":"user","content":[{{string.Join(',', User(Manners[script[i].Maker < 2 ? 0 : script[i].Manner], calls, i))}}]}""");
        }

        return new(script, Body(messages), Body(earlier), genuine);
    }

    private static ReadOnlyMemory<byte> Body(IEnumerable<string> messages) =>
        Encoding.UTF8.GetBytes($$"""{"model":"claude-sonnet-5-5","max_tokens":1000,"messages":[{{string.Join(',', messages)}}]}""");

    private static List<string> Assistant(string maker, int turn, List<string> genuine)
    {
        switch (maker)
        {
            case "claude" or "claude-says":
                var thinking = $"Hm, \\u00e9 {turn}";
                var sealedBlock = $$"""{"type":"thinking", "thinking":"{{thinking}}","signature":"{{ThinkingSeal.Sign($"Hm, é {turn}")}}"}""";
                genuine.Add(sealedBlock);
                return [sealedBlock, """{"type":"text","text":"I look."}""", .. maker == "claude" ? [Call($"toolu_01Claude{turn}")] : Array.Empty<string>()];
            case "local" or "local-says":
                var minted = 0;
                var whole = AnswerRun.Whole(LocalAnswer, AnswerRun.Options(showThinking: true) with { MintToolId = () => $"toolu_local{turn}_{++minted}" }, mediaType: "application/json")!;
                var said = JsonNode.Parse(whole)!["content"]!.AsArray().Select(block => block!.ToJsonString());
                return [.. said.Where(block => maker == "local" || !block.Contains("tool_use", StringComparison.Ordinal))];
            case "proxy":
                return ["""{"type":"thinking","thinking":"Hm."}""", """{"type":"text","text":" "}""", Call("call.abc:1|x"), Call("call.abc:1|x"), Call("srvtoolu_9"), Call("toolu_again")];
            case "proxy-server-tool":
                return ["""{"type":"server_tool_use","id":"call_7","name":"web_search","input":{}}""", """{"type":"web_search_tool_result","tool_use_id":"call_7","content":[]}"""];
            default:
                return ["""{"type":"thinking","thinking":"Hm.","signature":"","cache_control":{"type":"ephemeral"}}""", """{"type":"redacted_thinking","data":""}"""];
        }
    }

    private static List<string> User(string manner, List<string> calls, int turn)
    {
        const string Mark = ",\"cache_control\":{\"type\":\"ephemeral\"}";
        var results = calls.ConvertAll(id => $$"""{"type":"tool_result","tool_use_id":"{{id}}","content":"of {{id}}"{{Mark}}}""");
        var words = $$"""{"type":"text","text":"go on {{turn}}"}""";
        List<string> blocks = manner switch
        {
            "answers-late" => [words, .. results],
            "answers-half" => [.. results.Take(results.Count / 2), words],
            "answers-not" => [words],
            "answers-twice" => [.. results, .. results],
            "answers-something-else" => [.. results, """{"type":"tool_result","tool_use_id":"toolu_gone","content":[{"type":"text","text":"a file"}]}"""],
            _ => [.. results.Select(result => result.Replace(Mark, "", StringComparison.Ordinal)), words],
        };
        return blocks.Count > 0 ? blocks : [words];
    }

    private static string Call(string id) => $$$"""{"type":"tool_use","id":"{{{id}}}","name":"Read","input":{"file_path":"/a"}}""";

    private sealed record History((int Maker, int Manner)[] Script, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> Earlier, IReadOnlyList<string> Genuine);
}
