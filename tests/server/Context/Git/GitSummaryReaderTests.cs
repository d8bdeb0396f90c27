using System.Diagnostics;
using ClaudeSidecar.Context.Git;

namespace ClaudeSidecar.Tests.Context.Git;

/// <summary>Real repositories, each read by libgit2 and by the git command: both say the same.</summary>
public sealed class GitSummaryReaderTests : IDisposable
{
    private readonly List<GitFolder> _folders = [];

    public static TheoryData<string> Readers => ["libgit2", "git", "git on sha256"];

    public void Dispose() => _folders.ForEach(folder => folder.Dispose());

    [Theory]
    [MemberData(nameof(Readers))]
    public void EveryKindOfChangeIsToldWithTheLinesThatDiffer(string by)
    {
        var (repository, reader) = Begin(by);
        repository.Write("changed.txt", "one\ntwo\nthree\n");
        repository.Write("staged.txt", "old\n");
        repository.Write("gone.txt", "x\n");
        repository.Write("moved.txt", "a text that is long enough\nto be known again\nafter it was moved\n");
        repository.Commit("the first");
        repository.Write("changed.txt", "one\n2\nthree\n");
        repository.Write("staged.txt", "new\n");
        repository.Git("add", "staged.txt");
        File.Delete(Path.Combine(repository.Root, "gone.txt"));
        repository.Git("mv", "moved.txt", "there.txt");
        repository.Write("added.txt", "hello\n");
        repository.Git("add", "added.txt");
        repository.Write("alone.txt", "by itself\n");
        repository.Write("folder/within.txt", "x\n");

        var summary = reader.Read(repository.Root, null)!;

        Assert.Equal(
            [
                ("added.txt", GitChangeState.Added, true),
                ("alone.txt", GitChangeState.Untracked, false),
                ("changed.txt", GitChangeState.Modified, false),
                ("folder/", GitChangeState.Untracked, false),
                ("gone.txt", GitChangeState.Deleted, false),
                ("staged.txt", GitChangeState.Modified, true),
                ("there.txt", GitChangeState.Renamed, true),
            ],
            summary.Changes.OrderBy(change => change.Path, StringComparer.Ordinal).Select(change => (change.Path, change.State, change.Staged)));
        Assert.Equal("@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n", Change(summary, "changed.txt").Hunks!.Text);
        Assert.Equal("@@ -1 +1 @@\n-old\n+new\n", Change(summary, "staged.txt").Hunks!.Text);
        Assert.Equal("@@ -0,0 +1 @@\n+by itself\n", Change(summary, "alone.txt").Hunks!.Text);
        Assert.Equal("moved.txt", Change(summary, "there.txt").OldPath);
        Assert.Null(Change(summary, "there.txt").Hunks);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void BranchUpstreamAndLastCommitsAreTold(string by)
    {
        var (repository, reader) = Begin(by);
        repository.Commit("shared");
        GitFolder.GitIn(repository.Root, mayFail: false, "clone", "-q", "--bare", ".", repository["server"]);
        repository.Git("remote", "add", "origin", repository["server"]);
        repository.Git("fetch", "-q", "origin");
        repository.Git("switch", "-q", "-c", "feature/deep/name", "--track", "origin/main");
        for (var i = 1; i <= 12; i++)
        {
            repository.Commit($"number {i}");
        }

        var summary = reader.Read(Directory.CreateDirectory(Path.Combine(repository.Root, "below")).FullName, null)!;

        Assert.Equal(("feature/deep/name", "origin/main", 12, 0), (summary.Branch, summary.Upstream, summary.Ahead, summary.Behind));
        Assert.Equal(repository.Git("rev-parse", "HEAD").Trim(), summary.Commit);
        Assert.Equal(Enumerable.Range(3, 10).Reverse().Select(i => $"number {i}"), summary.Commits.Select(commit => commit.Subject));
        Assert.Equal(summary.Commit![..7], summary.Commits[0].Id);
        Assert.Equal(long.Parse(repository.Git("log", "-1", "--format=%ct"), System.Globalization.CultureInfo.InvariantCulture), summary.Commits[0].At.ToUnixTimeSeconds());
        Assert.Equal(repository.Root, summary.Place.Root);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void CommitsAreReadAgainWhereThereAreOthers(string by)
    {
        var (repository, reader) = Begin(by);
        repository.Commit("one");
        var known = reader.Read(repository.Root, null)!;

        var same = reader.Read(repository.Root, known)!;
        repository.Commit("two");
        var other = reader.Read(repository.Root, same)!;

        Assert.Same(known.Commits, same.Commits);
        Assert.Equal(["two", "one"], other.Commits.Select(commit => commit.Subject));
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void ABranchWithoutACommitHasANameAndNothingElse(string by)
    {
        var (repository, reader) = Begin(by);
        repository.Write("new.txt", "x\n");
        repository.Git("add", "new.txt");

        var summary = reader.Read(repository.Root, null)!;

        Assert.Equal(("main", null), (summary.Branch, summary.Commit));
        Assert.Empty(summary.Commits);
        Assert.Equal(GitChangeState.Added, Assert.Single(summary.Changes).State);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void ADetachedHeadHasACommitAndNoBranch(string by)
    {
        var (repository, reader) = Begin(by);
        repository.Commit();
        repository.Git("switch", "-q", "--detach");

        var summary = reader.Read(repository.Root, null)!;

        Assert.Null(summary.Branch);
        Assert.Equal(repository.Git("rev-parse", "HEAD").Trim(), summary.Commit);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void AConflictComesBeforeAllOtherChanges(string by)
    {
        var (repository, reader) = Begin(by);
        repository.Write("both.txt", "base\n");
        repository.Commit();
        repository.Git("switch", "-q", "-c", "other");
        repository.Write("both.txt", "theirs\n");
        repository.Commit();
        repository.Git("switch", "-q", "main");
        repository.Write("both.txt", "ours\n");
        repository.Commit();
        GitFolder.GitIn(repository.Root, mayFail: true, "merge", "-q", "other");
        repository.Write("later.txt", "x\n");

        var summary = reader.Read(repository.Root, null)!;

        Assert.Equal([("both.txt", GitChangeState.Conflicted), ("later.txt", GitChangeState.Untracked)], summary.Changes.Select(change => (change.Path, change.State)));
        Assert.Contains("+<<<<<<< HEAD\n", summary.Changes[0].Hunks!.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void ALinkedWorkTreeIsItsOwnPlace(string by)
    {
        var (repository, reader) = Begin(by);
        repository.Write("a.txt", "a\n");
        repository.Commit();
        repository.Git("worktree", "add", "-q", "-b", "side", repository["side"]);
        File.WriteAllText(Path.Combine(repository["side"], "a.txt"), "b\n");

        var summary = reader.Read(repository["side"], null)!;

        Assert.Equal("side", summary.Branch);
        Assert.Equal(["a.txt"], summary.Changes.Select(change => change.Path));
        Assert.Equal(
            new(repository["side"], Path.Combine(repository.Root, ".git", "worktrees", "side"), Path.Combine(repository.Root, ".git")),
            summary.Place);
        Assert.Empty(reader.Read(repository.Root, null)!.Changes);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void ABareRepositoryHasNoWorkTreeButThoseLinkedToItDo(string by)
    {
        var (repository, reader) = Begin(by);
        repository.Commit();
        GitFolder.GitIn(repository.Root, mayFail: false, "clone", "-q", "--bare", ".", repository["bare"]);
        GitFolder.GitIn(repository["bare"], mayFail: false, "worktree", "add", "-q", repository["bare/tree"], "main");

        Assert.Null(reader.Read(repository["bare"], null));
        Assert.Equal("main", reader.Read(repository["bare/tree"], null)!.Branch);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void ASubmoduleAtAnotherCommitIsToldWithoutLines(string by)
    {
        var (repository, reader) = Begin(by);
        var (inner, _) = Begin(by);
        inner.Commit("inner");
        repository.Git("submodule", "--quiet", "add", inner.Root, "sub");
        repository.Commit();
        GitFolder.GitIn(Path.Combine(repository.Root, "sub"), mayFail: false, "commit", "-q", "--allow-empty", "-m", "further");

        var change = Assert.Single(reader.Read(repository.Root, null)!.Changes);

        Assert.Equal(("sub", GitChangeState.Modified, null), (change.Path, change.State, change.Hunks));
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void LineEndsAloneAreNoChange(string by)
    {
        var (repository, reader) = Begin(by);
        repository.Write("windows.txt", "one\ntwo\n");
        repository.Commit();
        repository.Write("windows.txt", "one\r\n2\r\n");

        Assert.Equal("@@ -1,2 +1,2 @@\n one\n-two\n+2\n", Assert.Single(reader.Read(repository.Root, null)!.Changes).Hunks!.Text);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void WhatLooksSecretAndWhatIsNoTextIsNamedAndNotShown(string by)
    {
        var (repository, reader) = Begin(by);
        repository.Write(".env", "KEY=old\n");
        repository.Write("image.bin", "a\0b");
        repository.Commit();
        repository.Write(".env", "KEY=new\n");
        repository.Write("image.bin", "a\0c");
        repository.Write("id_rsa", "private\n");

        var changes = reader.Read(repository.Root, null)!.Changes;

        Assert.Equal([".env", "id_rsa", "image.bin"], changes.Select(change => change.Path).Order(StringComparer.Ordinal));
        Assert.All(changes, change => Assert.Null(change.Hunks));
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void ANameThatIsNoUnicodeIsNoHindrance(string by)
    {
        var (repository, reader) = Begin(by);
        repository.Write("ünïcode — 文件.txt", "x\n");
        using (var shell = Process.Start(new ProcessStartInfo("sh", ["-c", @"touch ""$(printf '\377\376 name')"""]) { WorkingDirectory = repository.Root })!)
        {
            shell.WaitForExit();
        }

        var changes = reader.Read(repository.Root, null)!.Changes;

        Assert.Equal(2, changes.Count);
        Assert.Contains(changes, change => change.Path == "ünïcode — 文件.txt" && change.Hunks is not null);
        using var clean = Process.Start(new ProcessStartInfo("git", ["clean", "-fdq"]) { WorkingDirectory = repository.Root })!; // a name that .NET cannot delete
        clean.WaitForExit();
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void ManyChangesAreBoundedAndCounted(string by)
    {
        var (repository, reader) = Begin(by);
        for (var i = 0; i < GitSummaryReader.MostChanges + 7; i++)
        {
            repository.Write($"file{i}.txt", "x\n");
        }

        repository.Write("long.txt", string.Concat(Enumerable.Range(0, 1000).Select(i => $"line {i}\n")));
        File.SetLastWriteTimeUtc(Path.Combine(repository.Root, "long.txt"), new(2040, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var summary = reader.Read(repository.Root, null)!;

        Assert.Equal((GitSummaryReader.MostChanges, 8), (summary.Changes.Count, summary.MoreChanges));
        Assert.Equal(GitSummaryReader.MostHunks, summary.Changes.Count(change => change.Hunks is not null));
        Assert.Equal("long.txt", summary.Changes[0].Path); // written last
        Assert.Equal((1000, true, 60), (summary.Changes[0].Hunks!.Added, summary.Changes[0].Hunks!.Cut, summary.Changes[0].Hunks!.Text.Count(letter => letter == '\n')));
    }

    [Theory]
    [InlineData("libgit2", "no", "")]
    [InlineData("libgit2", "normal", "folder/")]
    [InlineData("libgit2", "all", "folder/a folder/b")]
    [InlineData("git", "no", "")]
    [InlineData("git", "normal", "folder/")]
    [InlineData("git", "all", "folder/a folder/b")]
    public void WhoWantsNoUntrackedFilesOrAllOfThemGetsThose(string by, string wanted, string told)
    {
        var (repository, reader) = Begin(by);
        repository.Git("config", "status.showUntrackedFiles", wanted);
        repository.Write("folder/a", "x\n");
        repository.Write("folder/b", "x\n");

        Assert.Equal(told, string.Join(' ', reader.Read(repository.Root, null)!.Changes.Select(change => change.Path).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void LinesOfAFileThatStaysAsItIsAreNotReadAgain(string by)
    {
        var (repository, reader) = Begin(by);
        repository.Write("a.txt", "a\n");
        repository.Write("b.txt", "b\n");
        repository.Commit();
        repository.Write("a.txt", "1\n");
        repository.Write("b.txt", "2\n");
        var first = reader.Read(repository.Root, null)!;
        repository.Write("b.txt", "three\n");

        var second = reader.Read(repository.Root, first)!;

        Assert.Same(Change(first, "a.txt").Hunks, Change(second, "a.txt").Hunks);
        Assert.Equal("@@ -1 +1 @@\n-b\n+three\n", Change(second, "b.txt").Hunks!.Text);
        repository.Commit();
        Assert.Empty(reader.Read(repository.Root, second)!.Changes);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void ReadingWritesNothing(string by)
    {
        var (repository, reader) = Begin(by);
        repository.Write("a.txt", "a\n");
        repository.Commit();
        File.SetLastWriteTimeUtc(Path.Combine(repository.Root, "a.txt"), new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc)); // git would refresh its index
        var before = Files();

        reader.Read(repository.Root, null);

        Assert.Equal(before, Files());

        List<(string, DateTime)> Files() =>
            [.. Directory.EnumerateFileSystemEntries(Path.Combine(repository.Root, ".git"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => (path, File.GetLastWriteTimeUtc(path)))];
    }

    [Fact]
    public void ALargeIndexIsLeftToGitAndGivesTheSame()
    {
        var (repository, reader) = Begin("libgit2");
        for (var i = 0; i < 3000; i++)
        {
            repository.Write($"{i % 30}/a-name-that-is-not-short-{i}.txt", "x\n");
        }

        repository.Commit();
        Assert.True(new FileInfo(Path.Combine(repository.Root, ".git", "index")).Length > 200 * 1024);
        repository.Write("7/a-name-that-is-not-short-7.txt", "y\n");
        repository.Write("new/file.txt", "z\n");

        var summary = reader.Read(repository.Root, null)!;

        Assert.Equal(["7/a-name-that-is-not-short-7.txt", "new/"], summary.Changes.Select(change => change.Path).Order(StringComparer.Ordinal));
        Assert.Equal(("main", "@@ -1 +1 @@\n-x\n+y\n"), (summary.Branch, Change(summary, "7/a-name-that-is-not-short-7.txt").Hunks!.Text));
        Assert.Single(summary.Commits);
        repository.Git("config", "status.showUntrackedFiles", "no"); // as in a home folder that is a work tree
        Assert.Single(reader.Read(repository.Root, null)!.Changes);
    }

    [Fact]
    public void OutsideARepositoryThereIsNoSummary()
    {
        using var folder = new Fakes.TempFolder();
        Assert.Null(Reader("libgit2").Read(folder.Path, null));
        Assert.Null(Reader("git").Read(folder.Path, null));
    }

    private static GitSummaryReader Reader(string by) => by == "git" ? new(new GitCommandReader(), new()) : new(new LibGit2GitReader(), new());

    private static GitChange Change(GitSummary summary, string path) => Assert.Single(summary.Changes, change => change.Path == path);

    private (GitFolder Repository, GitSummaryReader Reader) Begin(string by)
    {
        var repository = new GitFolder(by == "git on sha256" ? "sha256" : "sha1");
        _folders.Add(repository);
        return (repository, Reader(by));
    }
}
