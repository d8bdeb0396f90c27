using ClaudeSidecar.Context.Memory;
using static ClaudeSidecar.Tests.Context.Memory.Told;

namespace ClaudeSidecar.Tests.Context.Memory;

public sealed class ToolResultTests
{
    [Theory]
    [InlineData("1\ta\n2\tb\n3\t", 2, true)]
    [InlineData("     1→a\n     2→b", 2, true)]
    [InlineData("1:a\n2:b\n\n<system-reminder>\nWhenever you read a file …\n</system-reminder>", 2, true)]
    [InlineData("5\ta\n6\tb", 2, false)]
    [InlineData("[Truncated: PARTIAL view — showing the beginning]\n1\ta", 1, false)]
    [InlineData("<system-reminder>Warning: the file exists but the contents are empty.</system-reminder>", 0, true)]
    public void TheVersionOfWhatWasReadIsKnown(string result, int lines, bool isWhole)
    {
        var version = Remember(Read("/p/a.txt", result)).Files[0].Version;

        Assert.Equal((lines, isWhole, 1, true), (version!.Lines, version.IsWhole, version.At, version.IsCurrent));
    }

    [Fact]
    public void AVersionIsToldByItsTextWhoeverShowedIt()
    {
        var read = Remember(Read("/p/a.txt", "1\ta\n2\tb\n3\t")).Files[0].Version!;
        var written = Remember(Write("/p/a.txt", "a\nb\n")).Files[0].Version!;

        Assert.Equal(read.Hash, written.Hash);
        Assert.NotEqual(read.Hash, Remember(Write("/p/a.txt", "a\nc\n")).Files[0].Version!.Hash);
    }

    [Fact]
    public void ALookAtAPartTakesNothingFromTheWhole()
    {
        var memory = Remember(Read("/p/a.txt", "1\ta\n2\tb\n3\t"), Read("/p/a.txt", "2\tb", ",\"offset\":2,\"limit\":1"));

        Assert.True(memory.Files[0].Version!.IsWhole);
        Assert.False(Remember(Read("/p/a.txt", "1\ta", ",\"limit\":1")).Files[0].Version!.IsWhole);
    }

    [Fact]
    public void AfterAnEditTheVersionIsNoLongerCurrent()
    {
        var file = Remember(Read("/p/a.txt", "1\ta"), Edit("/p/a.txt", "a", "b"), Edit("/p/a.txt", "b", "c")).Files.Single();

        Assert.Equal((FileDeed.Edited, 2, false), (file.Last, file.Changes, file.Version!.IsCurrent));
    }

    [Fact]
    public void ACallThatFailedChangesNothing()
    {
        var memory = Remember(Edit("/p/a.txt", "a", "b", "<tool_use_error>String to replace not found in file.\nString: a</tool_use_error>", isError: true));

        Assert.Empty(memory.Files);
        Assert.Equal("String to replace not found in file.\nString: a", Assert.Single(memory.Errors).Text);
    }

    [Theory]
    [InlineData("sed -i 's/a/b/' src/a.js")]
    [InlineData("cd src && sed -i.bak -e 's/a/b/' a.js")]
    [InlineData("echo x >> src/a.js")]
    [InlineData("cat <<'EOF' > src/a.js\nlet a = 1 > 2;\nEOF")]
    [InlineData("cat > src/a.js <<EOF\nx\nEOF")]
    [InlineData("ls | tee src/a.js")]
    [InlineData("git checkout -- src/a.js")]
    [InlineData("git restore src/a.js")]
    [InlineData("sudo cp /tmp/x ./src/a.js")]
    [InlineData("perl -pi -e 's/a/b/' src/a.js")]
    public void AFileThatACommandNamesAndWritesIsChanged(string command)
    {
        var file = Remember(Read("/p/src/a.js", "1\ta"), Bash(command, "")).Files.Single(file => file.Path == "/p/src/a.js");

        Assert.Equal((FileDeed.ChangedByCommand, false), (file.Last, file.Version!.IsCurrent));
    }

    [Theory]
    [InlineData("rm -f src/a.js")]
    [InlineData("git rm src/a.js")]
    [InlineData("mv src/a.js src/b.js")]
    public void AFileThatACommandRemovesIsGone(string command) =>
        Assert.Equal(FileDeed.Deleted, Remember(Read("/p/src/a.js", "1\ta"), Bash(command, "")).Files.First(file => file.Path == "/p/src/a.js").Last);

    [Theory]
    [InlineData("prettier --write .")]
    [InlineData("git stash")]
    [InlineData("git checkout main")]
    [InlineData("python3 - <<EOF\nopen('x','w')\nEOF")]
    public void AfterACommandThatMayChangeAnyFileNoVersionIsCurrent(string command) =>
        Assert.False(Remember(Read("/p/src/a.js", "1\ta"), Bash(command, "")).Files.Single().Version!.IsCurrent);

    [Theory]
    [InlineData("cat src/a.js")]
    [InlineData("grep -n 'a > b' src/a.js 2>/dev/null | head -3")]
    [InlineData("git diff -- src/a.js; git stash list")]
    [InlineData("node src/a.js")]
    [InlineData("npm test -- src/a.js > /dev/null 2>&1")]
    [InlineData("sed -n '1,5p' src/a.js")]
    public void AFileThatACommandOnlyReadsIsNotChanged(string command)
    {
        var file = Remember(Read("/p/src/a.js", "1\ta"), Bash(command, "")).Files.Single();

        Assert.Equal((FileDeed.Read, true), (file.Last, file.Version!.IsCurrent));
    }

    [Fact]
    public void AReminderThatAFileWasModifiedCounts()
    {
        foreach (var words in (string[])["was modified, either by the user or by a linter. This change was intentional", "changed on disk since you last read it. That's usually deliberate"])
        {
            var file = Remember(Read("/p/a.js", "1\ta"), Notice($"Some note.\n\nNote: /p/a.js {words}")).Files.Single();

            Assert.Equal((FileDeed.ChangedOutside, false), (file.Last, file.Version!.IsCurrent));
        }
    }

    [Theory]
    [InlineData("npm test", "npm test 2>&1 | tail -20")]
    [InlineData("cd app && npm test", "npm test")]
    [InlineData("dotnet test -v q --nologo", "timeout 60 dotnet test")]
    [InlineData("npm test a.js", "npm test")]
    [InlineData("FOO=1 pytest -x tests/a.py", "pytest tests/a.py -q")]
    public void AFailureIsOverWhenTheSameCommandSucceeds(string failed, string succeeded)
    {
        Assert.Single(Remember(Bash(failed, "Exit code 1\n1 failed", isError: true)).Errors);
        Assert.Empty(Remember(Bash(failed, "Exit code 1\n1 failed", isError: true), Bash(succeeded, "ok")).Errors);
    }

    [Theory]
    [InlineData("npm test", "npm run build")]
    [InlineData("npm test", "npm test a.js")]
    [InlineData("sh a.sh", "sh b.sh")]
    public void AnotherCommandDoesNotEndIt(string failed, string succeeded) =>
        Assert.Single(Remember(Bash(failed, "Exit code 1\nx", isError: true), Bash(succeeded, "ok")).Errors);

    [Theory]
    [InlineData("npm test 2>&1 | tail -5", "Tests: 2 failed, 5 passed", true)]
    [InlineData("cargo build || true", "error[E0308]: mismatched types", true)]
    [InlineData("pytest | tail -3", "==== 1 failed, 3 passed in 0.1s ====", true)]
    [InlineData("dotnet test | tail", "Failed!  - Failed:     3, Passed: 2", true)]
    [InlineData("npm test | tail -5", "Tests: 0 failed, 5 passed", false)]
    [InlineData("cat log.txt | tail -3", "2 failed", false)]
    [InlineData("git log | head", "fix: 3 errors", false)]
    public void APipeThatHidesTheExitCodeDoesNotHideTheFailure(string command, string output, bool fails)
    {
        var memory = Remember(Bash(command, output));

        Assert.Equal(fails ? CommandOutcome.Failed : CommandOutcome.Succeeded, memory.Commands[0].Outcome);
        Assert.Equal(fails ? 1 : 0, memory.Errors.Count);
    }

    [Theory]
    [InlineData("grep -r nothing .", 1)]
    [InlineData("test -f x", 1)]
    [InlineData("ls missing", 2)]
    public void AnExitCodeThatAnswersNoIsNoError(string command, int exit)
    {
        var memory = Remember(Bash(command, $"Exit code {exit}", isError: true));

        Assert.Empty(memory.Errors);
        Assert.Equal(exit, memory.Commands[0].Exit);
    }

    [Fact]
    public void OfALongOutputTheEndStaysAndWhatSaysWhatIsWrong()
    {
        var output = "error CS1002: ; expected\n" + string.Concat(Enumerable.Range(0, 400).Select(i => $"line {i}\n")) + "Build FAILED.";
        var command = Remember(Bash("dotnet build", "Exit code 1\n" + output, isError: true)).Commands[0];

        Assert.Contains("error CS1002", command.Output, StringComparison.Ordinal);
        Assert.EndsWith("Build FAILED.", command.Output, StringComparison.Ordinal);
        Assert.InRange(command.Output.Length, 100, 720);
    }

    [Fact]
    public void ControlSequencesAreTakenOut() =>
        Assert.Equal("ok done", Remember(Bash("npm test", "\u001B[32mok\u001B[0m done")).Commands[0].Output);

    [Fact]
    public void TheEndOfABackgroundCommandIsTold()
    {
        var id = "toolu_b";
        var begun = Call("Bash", """{"command":"npm run watch","run_in_background":true}""", "Command running in background with ID: b1. Output is being written to: /tmp/b1.output.", id: id);
        Assert.Equal(CommandOutcome.Background, Remember(begun).Commands[0].Outcome);

        var ended = Remember(begun, User($"<task-notification>\n<task-id>b1</task-id>\n<tool-use-id>{id}</tool-use-id>\n<output-file>/tmp/x</output-file>\n<status>failed</status>\n<summary>Background command \"npm run watch\" failed with exit code 3</summary>\n</task-notification>"));
        var command = Assert.Single(ended.Commands);
        Assert.Equal((CommandOutcome.Failed, 3), (command.Outcome, command.Exit));
        Assert.Single(ended.Errors);
    }

    [Theory]
    [InlineData("<tool_use_error>Error: No such tool available: MultiEdit</tool_use_error>")]
    [InlineData("<tool_use_error>InputValidationError: Edit failed due to the following issues:</tool_use_error>")]
    public void SlipsOfTheModelsAreNoErrors(string text) => Assert.Empty(Remember(Edit("/a", "a", "b", text, isError: true)).Errors);

    [Fact]
    public void TodoListsReplaceEachOther()
    {
        var first = Call("TodoWrite", """{"todos":[{"content":"A","status":"in_progress","activeForm":"a"},{"content":"B","status":"pending","activeForm":"b"}]}""", "Todos have been modified successfully.");
        var second = Call("TodoWrite", """{"todos":[{"content":"B","status":"completed","activeForm":"b"}]}""", "Todos have been modified successfully.");

        Assert.Equal(["A", "B"], Remember(first).Todos.Select(todo => todo.Text));
        Assert.Equal([("B", TodoState.Completed)], Remember(first, second).Todos.Select(todo => (todo.Text, todo.State)));
    }

    [Fact]
    public void TasksAreFoldedFromTheirTools()
    {
        var memory = Remember(
            Call("TaskCreate", """{"subject":"A","description":"x"}""", "Task #1 created successfully: A"),
            Call("TaskCreate", """{"subject":"B","description":"x"}""", "Task #2 created successfully: B"),
            Call("TaskUpdate", """{"taskId":"2","status":"in_progress","subject":"B2"}""", "Updated task #2 status"),
            Call("TaskUpdate", """{"taskId":"1","status":"deleted"}""", "Updated task #1 status"));

        Assert.Equal([("2", "B2", TodoState.InProgress)], memory.Todos.Select(todo => (todo.Id!, todo.Text, todo.State)));
    }

    [Fact]
    public void AListThatTheClientShowsIsTheList()
    {
        Assert.Equal([("2", TodoState.Pending)], Remember(Call("TaskList", "{}", "#2 [pending] Check types")).Todos.Select(todo => (todo.Id!, todo.State)));
        Assert.Equal(["A", "B [x]"], Remember(Notice("Gentle reminder.\n\nHere are the existing contents of your todo list:\n\n[1. [completed] A\n2. [in_progress] B [x]]\n\nOther words:\n\n3. [pending] C")).Todos.Select(todo => todo.Text));
        Assert.Equal([("1", TodoState.Completed)], Remember(Notice("Here are the existing tasks:\n\n#1. [completed] Write README")).Todos.Select(todo => (todo.Id!, todo.State)));
    }

    [Fact]
    public void AnswersAndAcceptedPlansAreTheWeightiestDecisions()
    {
        var memory = Remember(
            Says("I'll use a list instead of a set."),
            Call("AskUserQuestion", """{"questions":[{"question":"Which store?"}]}""", "Your questions have been answered: \"Which store?\"=\"SQLite\", \"Name?\"=\"db\". You can now continue with these answers in mind."),
            Call("ExitPlanMode", """{"plan":"old"}""", "User has approved your plan. You can now start coding.\n\n## Approved Plan (edited by user):\n1. Write the store"));

        Assert.Equal(
            ["I'll use a list instead of a set.", "The user was asked: Which store? Answer: SQLite", "The user was asked: Name? Answer: db", "The user accepted the plan: 1. Write the store"],
            memory.Decisions.Select(decision => decision.Text));
        Assert.True(memory.Decisions[1].Weight > memory.Decisions[3].Weight && memory.Decisions[3].Weight > memory.Decisions[0].Weight);
    }

    [Theory]
    [InlineData("I decided to keep the cache in memory.")]
    [InlineData("The root cause is a missing await.")]
    [InlineData("We must not rename the table.")]
    [InlineData("Let's go with SQLite.")]
    [InlineData("决定采用 SQLite。")]
    [InlineData("问题出在缓存没有清空。")]
    public void ASentenceThatSettlesSomethingIsADecision(string sentence)
    {
        Assert.Equal(sentence, Assert.Single(Remember(Says($"Let me see.\n\n- {sentence}\n\nNow on.")).Decisions).Text);

        // Of a long paragraph it is taken alone, of a short one with what explains it.
        var others = string.Concat(Enumerable.Repeat("This file is long. ", 15));
        Assert.Equal(sentence, Assert.Single(Remember(Says($"{others}{sentence} {others}")).Decisions).Text);
        Assert.Equal($"Let me see. {sentence}", Assert.Single(Remember(Says($"Let me see. {sentence}")).Decisions).Text);
    }

    [Fact]
    public void WhatIsSaidWhileAFileIsChangedTellsWhy()
    {
        const string Why = "All keys go through one table in src/keys.mjs, where the help page finds them.";

        Assert.Empty(Remember(Says(Why)).Decisions);
        Assert.Equal(Why, Assert.Single(Remember(Beside("Write", Why)).Decisions).Text);
        Assert.Equal("按 id 去重，同一个 id 只留第一条。", Assert.Single(Remember(Beside("Edit", "按 id 去重，同一个 id 只留第一条。")).Decisions).Text);
        Assert.Empty(Remember(Beside("Write", "I write the test.")).Decisions);
        Assert.Empty(Remember(Beside("Read", Why)).Decisions);
    }

    [Fact]
    public void DecisionsThatASummaryTellsAreKept() =>
        Assert.Contains(
            Remember(User("This session is being continued from a previous conversation that ran out of context.\n\nSummary:\n1. Primary Request and Intent:\n   Print.\n2. Key Technical Concepts:\n   - We decided to draw SVG instead of a canvas.\n")).Decisions,
            decision => decision.Text == "We decided to draw SVG instead of a canvas.");

    [Theory]
    [InlineData("I look at the file now.")]
    [InlineData("Should we use a set instead of a list?")]
    [InlineData("```js\n// because of this we use a set instead of a list\n```")]
    [InlineData("我先看一下文件。")]
    public void OtherSentencesAreNone(string text) => Assert.Empty(Remember(Says(text)).Decisions);

    [Fact]
    public void ASubAgentMayHaveChangedAnyFileUnlessItOnlyReads()
    {
        Assert.False(Remember(Read("/p/a", "1\ta"), Call("Agent", """{"description":"d","subagent_type":"general-purpose"}""", "done")).Files[0].Version!.IsCurrent);
        Assert.True(Remember(Read("/p/a", "1\ta"), Call("Agent", """{"description":"d","subagent_type":"Explore"}""", "done")).Files[0].Version!.IsCurrent);
    }
}
