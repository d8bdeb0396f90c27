using ClaudeSidecar.Context.Git;
using ClaudeSidecar.Context.Workspace;
using ClaudeSidecar.Tests.Context.Git;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Context.Workspace;

/// <summary>Real folders, real watches: each test waits for what it expects, and fails by hanging.</summary>
public sealed class WorkspaceBookTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly GitFolder _repository = new();
    private readonly WorkspaceBook _book;

    public WorkspaceBookTests() => _book = new(
        new(_repository["user"], _repository["managed"]), _repository["home"], TimeProvider.System, NullLogger<WorkspaceBook>.Instance);

    public void Dispose()
    {
        _book.Dispose();
        _repository.Dispose();
    }

    [Fact]
    public async Task TheFirstQuestionIsAnsweredWithNothingAndHasTheFolderRead()
    {
        _repository.Write("CLAUDE.md", "Be brief.");
        _repository.Write("README.md", "# A project");
        _repository.Write(".claude/settings.json", """{"permissions":{"defaultMode":"plan"}}""");
        _repository.Commit("the first");

        Assert.Null(_book.Of(_repository.Root));
        var snapshot = await UntilAsync(_ => true);

        Assert.Equal(["Be brief."], snapshot.Instructions.Select(file => file.Text));
        Assert.Equal(("# A project", "plan", "main"), (snapshot.Readme?.Text, snapshot.Settings?.PermissionMode, snapshot.Git?.Branch));
        Assert.Equal(["the first"], snapshot.Git!.Commits.Select(commit => commit.Subject));
        Assert.Same(snapshot, _book.Of(_repository.Root));
    }

    [Fact]
    public async Task InstructionsAreReadAgainWhenTheyChangeComeOrGo()
    {
        _repository.Write("CLAUDE.md", "first");
        await UntilAsync(snapshot => Text(snapshot) == "first");

        _repository.Write("CLAUDE.md", "second");
        await UntilAsync(snapshot => Text(snapshot) == "second");
        _repository.Write(".claude/rules/tests.md", "a rule"); // neither folder was there
        await UntilAsync(snapshot => Text(snapshot) == "second|a rule");
        _repository.Write("CLAUDE.md", "@docs/more.md");
        await UntilAsync(snapshot => Text(snapshot) == "@docs/more.md|a rule");
        _repository.Write("docs/more.md", "imported");
        await UntilAsync(snapshot => Text(snapshot) == "@docs/more.md|imported|a rule");
        _repository.Write("docs/more.md", "imported again");
        await UntilAsync(snapshot => Text(snapshot) == "@docs/more.md|imported again|a rule");
        Directory.Delete(Path.Combine(_repository.Root, ".claude"), recursive: true);
        await UntilAsync(snapshot => Text(snapshot) == "@docs/more.md|imported again");
        _repository.Write(".claude/CLAUDE.md", "another folder of that name");
        await UntilAsync(snapshot => Text(snapshot) == "@docs/more.md|imported again|another folder of that name");
    }

    [Fact]
    public async Task FilesThatAreReplacedWholeAsEditorsDoAreSeen()
    {
        _repository.Write("README.md", "old");
        await UntilAsync(snapshot => snapshot.Readme?.Text == "old");

        File.Move(_repository.Write(".README.swp", "new"), Path.Combine(_repository.Root, "README.md"), overwrite: true);

        await UntilAsync(snapshot => snapshot.Readme?.Text == "new");
    }

    [Fact]
    public async Task WhatGitDoesIsSeen()
    {
        _repository.Commit("first");
        await UntilAsync(snapshot => snapshot.Git?.Branch == "main");

        _repository.Git("switch", "-q", "-c", "feature/a");
        await UntilAsync(snapshot => snapshot.Git?.Branch == "feature/a");
        _repository.Write("new.txt", "x\n");
        _repository.Git("add", "new.txt");
        await UntilAsync(snapshot => snapshot.Git!.Changes is [{ State: GitChangeState.Added }]);
        _repository.Commit("second");
        await UntilAsync(snapshot => snapshot.Git is { Changes.Count: 0, Commits: [{ Subject: "second" }, ..] });
        _repository.Git("reset", "-q", "--soft", "HEAD~1");
        await UntilAsync(snapshot => snapshot.Git is { Changes.Count: 1, Commits.Count: 1 });
    }

    [Fact]
    public async Task ALinkedWorkTreeIsWatchedWhereItsHeadLies()
    {
        _repository.Commit("first");
        _repository.Git("worktree", "add", "-q", "-b", "side", _repository["side"]);
        var side = _repository["side"];
        await UntilAsync(snapshot => snapshot.Git?.Branch == "side", side);

        GitFolder.GitIn(side, mayFail: false, "commit", "-q", "--allow-empty", "-m", "further");

        await UntilAsync(snapshot => snapshot.Git?.Commits[0].Subject == "further", side);
    }

    [Fact]
    public async Task AFolderThatBecomesARepositoryIsSeen()
    {
        var plain = Directory.CreateDirectory(_repository["plain"]).FullName;
        await UntilAsync(snapshot => snapshot.Git is null, plain);

        GitFolder.GitIn(plain, mayFail: false, "init", "-q", "-b", "fresh");

        await UntilAsync(snapshot => snapshot.Git?.Branch == "fresh", plain);
    }

    [Fact]
    public async Task EditsInTheTreeAreSeenAfterATurnOrASavedFile()
    {
        var file = _repository.Write("a.txt", "a\n");
        _repository.Commit();
        await UntilAsync(snapshot => snapshot.Git is not null);

        File.WriteAllText(file, "b\n");
        _book.Touch(_repository.Root);
        await UntilAsync(snapshot => snapshot.Git!.Changes is [{ Hunks.Text: "@@ -1 +1 @@\n-a\n+b\n" }]);

        File.WriteAllText(file, "c\n");
        _book.Note(this, _repository.Root, new() { Saved = true });
        await UntilAsync(snapshot => snapshot.Git!.Changes is [{ Hunks.Text: "@@ -1 +1 @@\n-a\n+c\n" }]);
    }

    [Fact]
    public async Task WhatTheEditorShowsIsThereAtOnceAndGoesWithTheEditor()
    {
        await UntilAsync(_ => true);

        _book.Note(this, _repository.Root, new() { OpenEditors = ["/a"] });
        Assert.Equal(["/a"], _book.Of(_repository.Root)!.Editor!.OpenEditors);
        _book.Editors.Forget(this);
        Assert.Null(_book.Of(_repository.Root)!.Editor);
    }

    [Fact]
    public async Task OfTooManyFoldersTheOneAskedForLongestAgoIsForgotten()
    {
        var folders = Enumerable.Range(0, WorkspaceBook.MostFolders + 1).Select(i => Directory.CreateDirectory(_repository[$"folder{i}"]).FullName).ToList();
        foreach (var folder in folders)
        {
            await UntilAsync(_ => true, folder);
        }

        Assert.NotNull(_book.Of(folders[^1]));
        Assert.NotNull(_book.Of(folders[1]));
        Assert.Null(_book.Of(folders[0]));
    }

    [Fact]
    public async Task AFolderThatIsNotThereIsKnownToBeEmpty()
    {
        var snapshot = await UntilAsync(_ => true, _repository["nowhere"]);
        Assert.Equal((0, null, null), (snapshot.Instructions.Count, snapshot.Readme, snapshot.Git));
    }

    private static string Text(WorkspaceSnapshot snapshot) => string.Join('|', snapshot.Instructions.Select(file => file.Text));

    private async Task<WorkspaceSnapshot> UntilAsync(Func<WorkspaceSnapshot, bool> expected, string? folder = null)
    {
        folder ??= _repository.Root;
        var seen = new TaskCompletionSource<WorkspaceSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(WorkspaceSnapshot snapshot)
        {
            if (snapshot.Folder == folder && expected(snapshot))
            {
                seen.TrySetResult(snapshot);
            }
        }

        _book.Changed += Look;
        try
        {
            if (_book.Of(folder) is { } now)
            {
                Look(now);
            }

            return await seen.Task.WaitAsync(Patience);
        }
        finally
        {
            _book.Changed -= Look;
        }
    }
}
