using ClaudeSidecar.Context.Memory;
using static ClaudeSidecar.Tests.Context.Memory.Told;

namespace ClaudeSidecar.Tests.Context.Memory;

public sealed class FileVersionsTests
{
    private const string A = "/p/a.txt";

    [Theory]
    [InlineData("1\ta\n2\t  b: 1\n3\t", "a\n  b: 1\n")]
    [InlineData("     1→a\n     2→\n     3→b", "a\n\nb")]
    [InlineData("1:a\n2:7\tb", "a\n7\tb")]
    [InlineData("1\ta\n2\tb\n\n<system-reminder>\nWhenever you read a file …\n</system-reminder>", "a\nb")]
    [InlineData("<system-reminder>Warning: the file exists but the contents are empty.</system-reminder>", "")]
    public void AWholeFileThatWasReadIsKnownToTheByte(string result, string text) => Assert.Equal(text, Files(Read(A, result))[A].Text);

    [Theory]
    [InlineData("5\ta\n6\tb", "")]
    [InlineData("1\ta", ",\"limit\":1")]
    [InlineData("1\ta", ",\"offset\":3")]
    [InlineData("[Truncated: PARTIAL view — x]\n1\ta", "")]
    [InlineData("1\ta\n(some other note)", "")]
    [InlineData("1\ta\n3\tb", "")]
    [InlineData("File unchanged since last read. The content from the earlier Read tool_result in this conversation is still current.", "")]
    [InlineData("<cell id=\"a1\">print(1)</cell id=\"a1\">", "")]
    public void APartIsNotTakenForTheWhole(string result, string more) => Assert.Empty(Files(Read(A, result, more)));

    [Fact]
    public void AFileThatWasCutAtTheLimitOfLinesIsNotWhole()
    {
        var lines = string.Join('\n', Enumerable.Range(1, 2000).Select(i => $"{i}\tx"));

        Assert.Empty(Files(Read(A, lines)));
        Assert.Equal(2001, Files(Read(A, lines + "\n2001\ty"))[A].Version.Lines);
    }

    [Fact]
    public void EditsAreApplied()
    {
        var file = Files(Write(A, "one two one\n"), Edit(A, "two", "2"), Edit(A, "one", "1", all: true), Edit(A, "nothing", "x", "<tool_use_error>String to replace not found", isError: true))[A];

        Assert.Equal("1 2 1\n", file.Text);
        Assert.Equal((true, 5), (file.IsChanged, file.At));
    }

    [Fact]
    public void WhatIsDeletedTakesItsLineEndAlong() => Assert.Equal("a\nc\n", Files(Write(A, "a\nb\nc\n"), Edit(A, "b", ""))[A].Text);

    [Fact]
    public void SeveralEditsAtOnceAreAppliedInOrder()
    {
        var edits = Call("MultiEdit", """{"file_path":"/p/a.txt","edits":[{"old_string":"a","new_string":"b"},{"old_string":"b","new_string":"c"}]}""", "Applied 2 edits to /p/a.txt");

        Assert.Equal("c", Files(Write(A, "a"), edits)[A].Text);
    }

    [Fact]
    public void AnEditOfAnUnknownFileTellsNothing()
    {
        Assert.Empty(Files(Edit(A, "a", "b")));
        Assert.Equal("new", Files(Edit(A, "", "new"))[A].Text); // it makes the file
    }

    [Theory]
    [InlineData("The file /p/a.txt has been updated.  The user modified your proposed changes before accepting them. ")]
    [InlineData("The file has been updated successfully. (note: the file had been modified on disk since you last read it — the edit applied cleanly, but the file contains other changes not in your context.)")]
    public void WhatSomebodyElseChangedIsUnknown(string result)
    {
        Assert.Empty(Files(Write(A, "a"), Edit(A, "a", "b", result)));
        Assert.Empty(Files(Write(A, "a", result)));
    }

    [Theory]
    [InlineData("sed -i s/a/b/ a.txt")]
    [InlineData("cd /p && rm a.txt")]
    [InlineData("mv /p /q")]
    [InlineData("rm -rf /p")]
    [InlineData("echo x > /p/a.txt")]
    [InlineData("git checkout -- a.txt")]
    [InlineData("git pull")]
    [InlineData("npx prettier --write src")]
    [InlineData("sed -i s/a/b/ *.txt")]
    [InlineData("find . -name '*.txt' -exec sed -i s/a/b/ {} +")]
    [InlineData("python3 - <<'EOF'\nopen('a.txt','w').write('x')\nEOF")]
    [InlineData("node -e \"fs.writeFileSync('a.txt','')\"")]
    public void ACommandThatMayHaveWrittenItMakesItUnknown(string command) => Assert.Empty(Files(Write(A, "a"), Bash(command, "")));

    [Theory]
    [InlineData("cat a.txt")]
    [InlineData("sed -n 1p a.txt")]
    [InlineData("sed -i s/a/b/ b.txt")]
    [InlineData("git add a.txt && git commit -m 'rm a.txt'")]
    [InlineData("npm test > out.txt")]
    [InlineData("python3 -c 'print(1)'")]
    public void OtherCommandsDoNot(string command) => Assert.Single(Files(Write(A, "a"), Bash(command, "")));

    [Fact]
    public void WhatTheClientSaysOfAChangeCounts()
    {
        Assert.Empty(Files(Write(A, "a"), Notice("Note: /p/a.txt was modified, either by the user or by a linter. This change was intentional.")));
        Assert.Empty(Files(Write(A, "a"), User("<system-reminder>\nNote: /p/a.txt changed on disk since you last read it. That's usually deliberate.\n</system-reminder>")));
        Assert.Empty(Files(Write(A, "a"), Bash("make", "done\n\n[This command modified 2 files you've previously read: b.txt, a.txt. Call Read before editing.]")));
    }

    [Fact]
    public void APartThatDoesNotFitShowsThatTheFileHasChanged()
    {
        Assert.Single(Files(Write(A, "a\nb\n"), Read(A, "2\tb", ",\"offset\":2")));
        Assert.Empty(Files(Write(A, "a\nb\n"), Read(A, "2\tc", ",\"offset\":2")));
    }

    [Fact]
    public void WhatTheClientShowsAgainIsKnown()
    {
        const string Called = "Called the Read tool with the following input: {\"file_path\":\"/p/a.txt\"}";
        const string Shown = "Result of calling the Read tool:\n1\ta\n2\t";

        Assert.Equal("a\n", Files(Notice($"{Called}\n{Shown}\n\nOther words."))[A].Text);
        Assert.Equal("a\n", Files(User($"<system-reminder>\n{Called}\n</system-reminder>"), User($"<system-reminder>\n{Shown}\n</system-reminder>", "Go."))[A].Text);
        Assert.Empty(Files(User($"<system-reminder>\n{Shown}\n</system-reminder>")));
    }

    [Fact]
    public void OtherToolsAreTakenToWriteWhatTheyName()
    {
        Assert.Empty(Files(Write(A, "a"), Call("mcp__fs__write_file", """{"path":"a.txt"}""", "ok")));
        Assert.Empty(Files(Write(A, "a"), Call("Agent", """{"description":"d","subagent_type":"general-purpose"}""", "done")));
        Assert.Single(Files(Write(A, "a"), Call("Grep", """{"pattern":"x","path":"a.txt"}""", "ok")));
        Assert.Single(Files(Write(A, "a"), Call("Agent", """{"description":"d","subagent_type":"Explore"}""", "done")));
    }

    [Fact]
    public void WhatIsKeptIsBoundedAndTheFilesThatWereChangedStayLongest()
    {
        var files = Files([Write("/p/first.txt", "x"), .. Enumerable.Range(0, 200).Select(i => (object)Read($"/p/{i}.txt", "1\ta")), Write("/p/huge.txt", new string('x', 500_000))]);

        Assert.Equal(64, files.Count);
        Assert.Contains("/p/first.txt", files.Keys);
        Assert.Contains("/p/199.txt", files.Keys);
        Assert.DoesNotContain("/p/huge.txt", files.Keys);
    }

    [Fact]
    public void OneFileCanBeAskedFor()
    {
        Assert.Equal("a", FileVersions.TextOf(Flat(Write(A, "a")), A));
        Assert.Null(FileVersions.TextOf(Flat(Write(A, "a")), "/p/b.txt"));
    }
}
