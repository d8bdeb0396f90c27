using System.Globalization;
using System.Text.Json.Nodes;
using ClaudeSidecar.Context.Fit;

namespace ClaudeSidecar.Tests.Context.Fit;

public sealed class FitterTests
{
    [Fact]
    public void WhatFitsIsTheSameMemory()
    {
        var talk = new Talk().User("the task").Runs("ls", "a b c");
        var body = talk.Body;

        Assert.True(talk.Fit(100_000) is { Fits: true } fit && fit.Body.Span.SequenceEqual(body.Span));
    }

    [Fact]
    public void ItFitsAndKeepsFirstTaskLastWordsPairsSystemAndTools() // edge case 101
    {
        var talk = Long(40).User("the last words");
        for (var room = 1200; room < 40_000; room += 1700)
        {
            var fit = talk.Fit(room);

            Assert.True(fit.Fits && fit.Tokens <= room, $"{fit.Tokens} of {room}");
            var body = Talk.Read(fit);
            var text = body.ToJsonString();
            Assert.Contains("the first task", text, StringComparison.Ordinal);
            Assert.Contains("the last words", text, StringComparison.Ordinal);
            Assert.Equal(("be exact", "Read"), ((string)body["system"]!, (string)body["tools"]![0]!["name"]!));
            Assert.Equal("user", (string)body["messages"]![0]!["role"]!);
            Assert.Equal(Ids(body, "tool_use", "id"), Ids(body, "tool_result", "tool_use_id"));
        }
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void AtExactlyTheRoomItIsLeftAsItIsAndOneBelowItIsCut(int more, bool same) // edge case 100
    {
        var talk = Long(20);
        var size = talk.Fit(1_000_000).Before;

        var fit = talk.Fit(size + more);

        Assert.Equal((same, true), (fit.Tokens == size, fit.Fits));
    }

    [Fact]
    public void TheOldestGoFirstAndTheTurnThatIsAnsweredStaysAsItIs()
    {
        var fit = Long(40).Runs("cat big", Talk.Lines(80, "the latest")).Fit(9000);
        var text = Talk.Read(fit).ToJsonString();

        Assert.DoesNotContain("line 3 of file 0", text, StringComparison.Ordinal);
        Assert.All(Enumerable.Range(1, 80), line => Assert.Contains($"line {line} of the latest\\n", text, StringComparison.Ordinal));
    }

    [Fact]
    public void AGrowingConversationKeepsItsBeginningOverManyTurns() // edge cases 74, 102
    {
        var talk = Long(30);
        var (changes, turns) = (0, 200);
        string? before = null;
        for (var turn = 0; turn < turns; turn++)
        {
            talk.Runs($"make {turn}", Talk.Lines(20 + (turn % 5 * 15), $"turn {turn}"));
            var fit = talk.Fit(12_000);
            var messages = Talk.Read(fit)["messages"]!.AsArray();

            // All but the last round: what the model said last and what it got.
            var stable = string.Concat(messages.SkipLast(2).Select(message => message!.ToJsonString()));
            var now = string.Concat(messages.Select(message => message!.ToJsonString()));
            changes += before is not null && !now.StartsWith(before, StringComparison.Ordinal) ? 1 : 0;
            before = stable;
        }

        Assert.InRange(changes, 1, turns / 10);
    }

    [Fact]
    public void TheUsersLastWordsStayWordForWordFarBackInAToolLoop() // edge case 101
    {
        var words = "do it like this: " + Talk.Words(200);
        var talk = Long(10).User(words);
        for (var i = 0; i < 60; i++)
        {
            talk.Runs($"make {i}", Talk.Lines(60, "noise"));
        }

        Assert.Contains(words, Talk.Read(talk.Fit(8000)).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AMessageLargerThanTheRoomIsToldWithTheLeastThatIsNeeded() // edge case 103
    {
        var fit = new Talk().User(Talk.Words(9000)).Fit(3000);

        Assert.True(!fit.Fits && fit.Tokens > 3000 && fit.Before >= fit.Tokens);
    }

    [Fact]
    public void SystemAndToolsLargerThanTheRoomAreCutToWhatFits() // edge case 103
    {
        var talk = new Talk { System = string.Concat(Enumerable.Range(0, 20).Select(i => $"# Section {i}\n{Talk.Words(150)}\n")) };
        talk.Tools.AddRange(Enumerable.Range(0, 30).Select(i => Talk.Tool($"mcp__server__tool{i}", 120, 5)));

        var fit = talk.User("the task").Runs("ls", "a").Fit(3000);

        var text = Talk.Read(fit).ToJsonString();
        Assert.True(fit.Fits && fit.Tokens <= 3000, $"{fit.Tokens}");
        Assert.Contains("# Section 0", text, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"Bash\"", text, StringComparison.Ordinal);
        Assert.Contains("the task", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ALargeResultOfNowIsCutRatherThanRefused()
    {
        var fit = new Talk().User("the task").Reads("/w/a.cs", Talk.Lines(5000, "a.cs")).Fit(4000);

        Assert.True(fit.Fits && fit.Tokens is > 2000 and <= 4000, $"{fit.Tokens}");
        Assert.Matches("… [0-9]+ lines left out", (string)Talk.Read(fit)["messages"]![2]!["content"]![0]!["content"]!);
    }

    [Fact]
    public void TheRequestToCompactIsMadeToFit() // edge case 104
    {
        const string Ask = "Your task is to create a detailed summary. Wrap your analysis in <analysis> tags and the rest in <summary> tags.";
        var fit = Long(60).User(Ask).Fit(8000);

        Assert.True(fit.Fits);
        Assert.Contains("<analysis>", (string?)Talk.Read(fit)["messages"]!.AsArray()[^1]!["content"]![0]!["text"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Wasted call — file unchanged since your last Read. Refer to that earlier tool_result instead.")]
    [InlineData("File unchanged since last read. The content from the earlier Read tool_result in this conversation is still current — refer to that instead of re-reading.")]
    public void AResultThatRefersToALostOneIsResolved(string sentence) // edge case 105
    {
        var talk = new Talk().User("the task").Reads("/w/a.cs", Talk.Lines(60, "a.cs"));
        Noise(talk);

        var text = Talk.Read(talk.Reads("/w/a.cs", sentence).Fit(6000)).ToJsonString();

        Assert.Contains("line 60 of a.cs", text, StringComparison.Ordinal);
        Assert.DoesNotContain("earlier", text.Split("line 60 of a.cs")[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0}\t{1}")]
    [InlineData("{0,6}→{1}")]
    public void WhatIsReferredToIsTheFileWithItsEditsSince(string numbers) // edge case 105
    {
        string[] lines = ["alpha", "beta", "gamma", ""];
        var talk = new Talk().User("the task").Reads("/w/a.cs", Numbered(lines, numbers));
        talk.Calls("Edit", """{"file_path":"/w/a.cs","old_string":"beta","new_string":"BETA\nmore"}""", "The file /w/a.cs has been updated successfully.");
        talk.Calls("Edit", """{"file_path":"/w/other.cs","old_string":"alpha","new_string":"no"}""", "The file /w/other.cs has been updated successfully.");
        talk.Calls("Edit", """{"file_path":"/w/a.cs","old_string":"gamma","new_string":"no"}""", "String to replace not found in file.", failed: true);
        Noise(talk).Runs("cat /w/a.cs > /w/b.cs", "");

        var text = Resolved(talk.Reads("/w/a.cs", Unchanged));

        Assert.Equal(Numbered(["alpha", "BETA", "more", "gamma", ""], numbers), text);
    }

    [Fact]
    public void AFileThatTheSessionWroteItselfIsReferredToAsItWroteIt() // edge case 105
    {
        var talk = new Talk().User("the task").Calls("Write", """{"file_path":"/w/a.cs","content":"one\ntwo\n"}""", "File created successfully at: /w/a.cs");

        Assert.Equal("1\tone\n2\ttwo\n3\t", Resolved(Noise(talk).Reads("/w/a.cs", Unchanged)));
    }

    [Fact]
    public void OfAPartThatWasEditedSinceItIsSaidSo() // edge case 105
    {
        const string Part = """{"file_path":"/w/a.cs","offset":5,"limit":2}""";
        var talk = new Talk().User("the task").Calls("Read", Part, "5\tfive\n6\tsix").Reads("/w/a.cs", "1\tall of it");
        talk.Calls("Edit", """{"file_path":"/w/a.cs","old_string":"five","new_string":"V"}""", "The file /w/a.cs has been updated successfully.");

        var text = Resolved(Noise(talk).Calls("Read", Part, Unchanged));

        Assert.StartsWith("5\tfive\n6\tsix\n[Edited since", text, StringComparison.Ordinal);
    }

    [Fact]
    public void AResultThatRefersToOneThatIsThereStaysAsItIs()
    {
        var talk = Long(40).Reads("/w/a.cs", Talk.Lines(4, "a.cs")).Reads("/w/a.cs", Unchanged);

        Assert.Contains("Wasted call", Talk.Read(talk.Fit(9000)).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TheSameRequestsGiveTheSameBytes() => // edge case 74
        Assert.Equal(Long(40).Fit(7000).Body.ToArray(), Long(40).Fit(7000).Body.ToArray());

    [Fact]
    public void TheClientsBytesAreNotTouched() // edge case 106
    {
        var talk = Long(40);
        var (body, before) = (talk.Body, talk.Body.ToArray());

        talk.Fit(7000);

        Assert.Equal(before, body.ToArray());
    }

    [Fact]
    public void AnotherConversationIsCutAnew()
    {
        var talk = Long(40);
        talk.Fit(7000);
        var other = new Talk().User("quite another task");
        for (var i = 0; i < 50; i++)
        {
            other.Runs($"make {i}", Talk.Lines(60, "other"));
        }

        Assert.Contains("quite another task", Talk.Read(other.Fit(7000)).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void EachPartIsToldWithItsSizeAndTheyAddUp()
    {
        var fit = Long(40).Fit(7000);

        Assert.Equal(["system", "tools", "instructions", "workspace", "brief", "older-turns", "current-turn"], fit.Parts.Select(part => part.Name));
        Assert.InRange(fit.Parts.Sum(part => part.Tokens), fit.Tokens * 0.97, fit.Tokens * 1.03);
        Assert.InRange(fit.Parts.Sum(part => part.Before), fit.Before - 5, fit.Before + 5);
        Assert.True(fit.Parts.Single(part => part.Name == "older-turns").LeftOut > 0);
    }

    [Fact]
    public void WhatIsKnownOfTheFolderIsToldInFrontOfTheTurns()
    {
        var limits = new FitLimits(9000) { Readme = _ => "README: it is a shop", Edits = _ => "being edited: cart.cs" };

        var first = (JsonArray)Talk.Read(Long(40).Fit(limits))["messages"]![1]!["content"]!;

        Assert.Contains(first, block => (string?)block!["text"] == "README: it is a shop");
        Assert.Contains(first, block => (string?)block!["text"] == "being edited: cart.cs");
    }

    [Fact]
    public void ImagesAndHalvesOfCharactersAreNoObstacle()
    {
        var talk = new Talk().User("task");
        for (var i = 0; i < 12; i++)
        {
            talk.Add("assistant", $$$"""[{"type":"tool_use","id":"t{{{i}}}","name":"Read","input":{} }]""");
            talk.Add("user", $$$"""[{"type":"tool_result","tool_use_id":"t{{{i}}}","content":[{"type":"text","text":"\ud83d{{{string.Concat(Enumerable.Repeat("word ", 850))}}}"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{new string('A', 9000)}}}"} }] }]""");
        }

        var fit = talk.Fit(3500);

        Assert.True(fit.Fits);
        Assert.True(fit.Body.Span.IndexOf("An image was left out"u8) >= 0);
    }

    private const string Unchanged = "Wasted call — file unchanged since your last Read. Refer to that earlier tool_result instead.";

    private static string Numbered(string[] lines, string form) =>
        string.Join('\n', lines.Select((line, i) => string.Format(CultureInfo.InvariantCulture, form, i + 1, line)));

    // So much that what was said before is left out.
    private static Talk Noise(Talk talk)
    {
        for (var i = 0; i < 40; i++)
        {
            talk.Runs($"make {i}", Talk.Lines(60, "noise"));
        }

        return talk;
    }

    // The last result, as it goes out.
    private static string Resolved(Talk talk) => Talk.Read(talk.Fit(6000))["messages"]!.AsArray()[^1]!["content"]![0]!["content"]!.GetValue<string>();

    private static Talk Long(int rounds)
    {
        var talk = new Talk().Reminds("# claudeMd\nrules of the house").User("the first task");
        for (var i = 0; i < rounds; i++)
        {
            talk.Reads($"/w/file{i}.cs", Talk.Lines(60, $"file {i}"));
        }

        return talk;
    }

    private static List<string> Ids(JsonNode body, string type, string member) =>
        [.. body["messages"]!.AsArray().SelectMany(message => message!["content"] as JsonArray ?? []).Where(block => (string?)block!["type"] == type).Select(block => (string)block![member]!)];
}
