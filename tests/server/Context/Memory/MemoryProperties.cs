using System.Text.Json;
using ClaudeSidecar.Context.Memory;
using ClaudeSidecar.Context.Memory.Kept;
using ClaudeSidecar.Context.Memory.Reading;
using FsCheck;
using FsCheck.Fluent;
using static ClaudeSidecar.Tests.Context.Memory.Told;

namespace ClaudeSidecar.Tests.Context.Memory;

/// <summary>What holds for any messages: real ones in any order, cut and mixed with JSON that is no message at all.</summary>
public sealed class MemoryProperties
{
    private static readonly JsonElement[] Real =
        [.. ((string[])["price.197", "price.329", "stock.197", "stock.329", "stock-compacted.197", "stock-compacted.329"]).SelectMany(Fixture)];

    private static readonly JsonElement[] Odd =
    [
        .. ((string[])
        [
            "null", "7", "\"x\"", "[]", "{}", """{"role":"user"}""", """{"role":"user","content":7}""", """{"role":"user","content":[null,7,[],{"type":7},{"type":"text"},{"type":"text","text":[]}]}""",
            """{"role":"assistant","content":[{"type":"tool_use"},{"type":"tool_use","id":"a","name":"Read"},{"type":"tool_use","id":"b","name":"Bash","input":{"command":["x"]}},{"type":"tool_use","id":"c","name":"TodoWrite","input":{"todos":{"a":1}}}]}""",
            """{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":{"x":1}},{"type":"tool_result","tool_use_id":"b","is_error":"yes","content":null},{"type":"tool_result","tool_use_id":"c"},{"type":"tool_result","tool_use_id":7}]}""",
            """{"role":"user","content":"half a character: \ud83d and <system-reminder> without an end"}""", """{"role":"assistant","content":"\udc00 I decided to keep \ud83d it."}""",
            """{"role":"user","content":"This session is being continued from a previous conversation"}""", """{"role":"user","content":"This session is being continued from a previous conversation\n9. x:\n1. :"}""",
            """{"role":"system","content":"Called the Read tool with the following input: {\"file_path\":7}\nResult of calling the Read tool:\n"}""",
            """{"role":"system","content":"Called the Read tool with the following input: {\"file_path\":\"/a\"\nResult of calling the Read tool:\n1\tx"}""",
            """{"role":"assistant","content":[{"type":"tool_use","id":"d","name":"Bash","input":{"command":"cat <<EOF > 'a"}},{"type":"tool_use","id":"e","name":"Edit","input":{"file_path":"","old_string":"","new_string":""}}]}""",
            """{"role":"user","content":[{"type":"tool_result","tool_use_id":"d","content":"Exit code"},{"type":"tool_result","tool_use_id":"e","content":"ok"}]}""",
        ]).Select(json => JsonDocument.Parse(json).RootElement),
    ];

    private static Arbitrary<JsonElement[]> Talks { get; } = Gen.Frequency((6, Gen.Elements(Real)), (2, Gen.Elements(Odd))).ArrayOf().ToArbitrary();

    [Fact]
    public void ItDoesNotMatterWhereAFoldBegins() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(120), Prop.ForAll(Talks, Gen.Choose(0, 120).ToArbitrary(), (talk, cut) =>
        {
            var reader = new MemoryReader();
            var facts = talk.Select(reader.Read).ToList();
            var first = SessionMemory.Of(facts.Take(cut));
            var kept = JsonSerializer.Deserialize(Json(first), MemoryJson.Default.SessionMemory)!;

            Assert.Equal(Json(SessionMemory.Of(facts)), Json(first.Then(facts.Skip(cut))));
            Assert.Equal(Json(SessionMemory.Of(facts)), Json(kept.Then(facts.Skip(cut))));
            Assert.Equal(Json(SessionMemory.Of(facts.Take(cut))), Json(first)); // a fold changes nothing that it began with
        }));

    [Fact]
    public void AMessageThatIsReadTwiceTellsTheSame() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(60), Prop.ForAll(Talks, talk =>
        {
            var reader = new MemoryReader();
            var first = talk.Select(reader.Read).ToList();

            // The ids of the recorded sessions are alike, so what a result answers may have changed by then.
            foreach (var (message, facts) in talk.Zip(first).Where(pair => !pair.First.GetRawText().Contains("tool_result", StringComparison.Ordinal)))
            {
                Assert.Equal(Json(SessionMemory.Of([facts])), Json(SessionMemory.Of([reader.Read(message)])));
            }
        }));

    [Fact]
    public void WhateverIsSaidTheMemoryIsBounded() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(300), Prop.ForAll(Talks, talk =>
        {
            var reader = new MemoryReader();
            var memory = SessionMemory.Of(talk.Select(reader.Read));

            Assert.InRange(Json(memory).Length, 0, 200_000);
            Assert.InRange(memory.Wishes.Count, 0, 16);
            Assert.InRange(memory.Errors.Count, 0, 8);
            Assert.InRange(MemoryBrief.Write(memory, 500, text => text.Length / 4).Length, 0, 2003);
            Assert.True(Files([.. talk.Cast<object>()]).Values.Sum(file => (long)file.Text.Length) < 4_000_001);
        }));

    [Fact]
    public void LongMessagesAreExcerpts()
    {
        var words = string.Concat(Enumerable.Repeat("不要 use \uD83D\uDE42 words, because I decided so. ", 20_000));
        var memory = Remember(User(words), Says(words), User(words + "!"), Bash(words, words, isError: true), Write("/p/" + new string('x', 5000), words), Call("AskUserQuestion", "{}", $"\"{words}\"=\"x\""));

        Assert.InRange(Json(memory).Length, 1000, 30_000);
    }

    [Fact]
    public void NoShellLineMakesTheLexerFail() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(
            Gen.Elements("a", " ", "'", "\"", "\\", "|", "||", "&", "&&", ";", "\n", ">", ">>", "<", "<<", "<<<", "EOF", "2>", "&1", "#", "$(", ")", "-i", "sed", "git ", "cd ", "值").ArrayOf().Select(parts => string.Concat(parts)).ToArbitrary(),
            line =>
            {
                var shell = ShellReading.Of(line);
                Assert.InRange(shell.Subject.Length, 0, 300);
                Assert.Equal(shell.Subject, ShellReading.Of(line).Subject);
            }));

    private static string Json(SessionMemory memory) => JsonSerializer.Serialize(memory, MemoryJson.Default.SessionMemory);
}
