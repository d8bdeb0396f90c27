using System.Text;
using System.Text.Json.Nodes;
using ClaudeSidecar.Context.Trim;

namespace ClaudeSidecar.Tests.Context.Trim;

public sealed class HistoryTrimTests
{
    [Fact]
    public void WhatFitsIsTheSameMemory()
    {
        var body = Body(Conversation(3));

        Assert.True(HistoryTrim.Cut(body, 100_000, Count)!.Value.Equals(body));
    }

    [Fact]
    public void ItFitsAndKeepsFirstTaskLastWordsPairsSystemAndTools() // edge case 101
    {
        for (var target = 900; target < 20_000; target += 700)
        {
            var cut = Cut(Conversation(20), target);

            Assert.True(Count(Encoding.UTF8.GetBytes(cut.ToJsonString())) <= target + 5);
            var text = cut.ToJsonString();
            Assert.Contains("the first task", text, StringComparison.Ordinal);
            Assert.Contains("the last words", text, StringComparison.Ordinal);
            Assert.Equal(("be exact", "Read"), ((string)cut["system"]!, (string)cut["tools"]![0]!["name"]!));
            Assert.Equal("user", (string)cut["messages"]![0]!["role"]!);
            Assert.Equal(Ids(cut, "tool_use", "id"), Ids(cut, "tool_result", "tool_use_id"));
        }
    }

    [Fact]
    public void TheOldestGoFirstAndTheLatestStayAsTheyAre()
    {
        var cut = Cut(Conversation(20), 8000).ToJsonString();

        Assert.DoesNotContain("\"toolu_0\"", cut, StringComparison.Ordinal);
        Assert.Contains("left out here", cut, StringComparison.Ordinal);
        Assert.Contains(Result(19), cut, StringComparison.Ordinal);
    }

    [Fact]
    public void AGrowingConversationKeepsItsBeginningUntilAWholeStepIsNeeded() // edge case 102
    {
        var changes = 0;
        JsonArray? before = null;
        for (var rounds = 20; rounds < 40; rounds++)
        {
            var messages = Cut(Conversation(rounds, lastWords: ""), 12_000)["messages"]!.AsArray();
            if (before is not null && !Texts(before).SkipLast(4).SequenceEqual(Texts(messages).Take(before.Count - 4)))
            {
                changes++;
            }

            before = messages;
        }

        // Each round has about 1000 tokens, each step a quarter of 12 000.
        Assert.InRange(changes, 1, 8);
    }

    [Fact]
    public void TheSameRequestGivesTheSameBytes() => // edge case 74
        Assert.Equal(Cut(Conversation(20), 5000).ToJsonString(), Cut(Conversation(20), 5000).ToJsonString());

    [Fact]
    public void TheUsersLastWordsStayEvenFarBackInAToolLoop() // edge case 101
    {
        var messages = Conversation(6).Concat(Rounds(6, 20));

        Assert.Contains("the last words", Cut(messages, 6000).ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"model\":\"m\",\"system\":\"be exact\"}")]
    [InlineData("{\"messages\":7}")]
    [InlineData("nothing that could be read")]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":\"one message that is larger than all the room there is\"}]}")]
    public void WhatCannotBeShortenedSaysSo(string body) => // edge case 103
        Assert.Null(HistoryTrim.Cut(Encoding.UTF8.GetBytes(body), 1, Count));

    [Fact]
    public void HalvesOfCharactersAndImagesInResultsAreNoObstacle()
    {
        var rounds = Rounds(0, 3).ToList();
        rounds[1] = $$$"""{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_0","content":[{"type":"text","text":"\ud83d{{{new string('x', 3000)}}}"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{new string('A', 9000)}}}"}}]}]}""";

        var cut = HistoryTrim.Cut(Body(["""{"role":"user","content":"task"}""", .. rounds]), 3500, Count);

        Assert.NotNull(cut);
        Assert.NotNull(JsonNode.Parse(cut.Value.Span));
    }

    private static int Count(ReadOnlyMemory<byte> body) => body.Length / 4;

    private static JsonNode Cut(IEnumerable<string> messages, int target) =>
        JsonNode.Parse((HistoryTrim.Cut(Body(messages), target, Count) ?? throw new InvalidOperationException($"nothing fits {target}")).Span)!;

    private static ReadOnlyMemory<byte> Body(IEnumerable<string> messages) =>
        Encoding.UTF8.GetBytes($$"""{"model":"m","system":"be exact","tools":[{"name":"Read","input_schema":{} }],"messages":[{{string.Join(',', messages)}}]}""");

    private static IEnumerable<string> Conversation(int rounds, string lastWords = "the last words") =>
    [
        """{"role":"user","content":[{"type":"text","text":"the first task"}]}""",
        .. Rounds(0, rounds),
        .. lastWords.Length == 0 ? Array.Empty<string>() : ["""{"role":"assistant","content":"yes"}""", $$"""{"role":"user","content":"{{lastWords}}"}"""],
    ];

    private static IEnumerable<string> Rounds(int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            yield return $$$"""{"role":"assistant","content":[{"type":"text","text":"step {{{i}}}"},{"type":"tool_use","id":"toolu_{{{i}}}","name":"Read","input":{"n":"{{{i}}}"}}]}""";
            yield return $$$"""{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_{{{i}}}","content":"{{{Result(i)}}}"},{"type":"text","text":"<system-reminder>n</system-reminder>"}]}""";
        }
    }

    private static string Result(int round) => $"result {round} " + new string((char)('a' + (round % 26)), 3600);

    private static List<string> Ids(JsonNode body, string type, string member) =>
        [.. body["messages"]!.AsArray().SelectMany(message => message!["content"] as JsonArray ?? []).Where(block => (string?)block!["type"] == type).Select(block => (string)block![member]!)];

    private static IEnumerable<string> Texts(JsonArray messages) => messages.Select(message => message!.ToJsonString());
}
