using System.Text;
using ClaudeSidecar.Context.Workspace;

namespace ClaudeSidecar.Context.Git;

/// <summary>Makes the summary of a folder's repository: by libgit2 where that is the faster way, else by the <c>git</c> command.</summary>
internal sealed class GitSummaryReader(IGitReader library, GitCommandReader command)
{
    /// <summary>Changed files that a summary names.</summary>
    public const int MostChanges = 100;

    /// <summary>Changed files whose hunks it has.</summary>
    public const int MostHunks = 20;

    private const int MostCommits = 10;
    private const int LinesOfAFile = 200;
    private const int LinesOfANewFile = 60;
    private const int LongestFile = 256 * 1024;

    // Measured with tests/bench (`-- git`): libgit2 stats the files of the index one after the other and reads the tree of
    // HEAD besides, git does the former on all cores and the latter not at all. They are even at some two thousand files,
    // where a process's start is won back; at a hundred thousand git takes half the time. An entry has about a hundred bytes.
    private const long LargeIndex = 200 * 1024;

    // Some thirty thousand files: from here on a second git for the files that the index does not have wins more than its start costs.
    private const long HugeIndex = 3 * 1024 * 1024;

    /// <summary>The summary; null where there is no work tree, or none that can be read.</summary>
    /// <param name="folder">The folder, or one below the work tree's root.</param>
    /// <param name="known">The summary before: hunks of files that have not changed since are taken from it.</param>
    public GitSummary? Read(string folder, GitSummary? known)
    {
        try
        {
            using var tree = library.Open(folder);
            return tree is null ? null : Read(tree, known);
        }
        catch (GitException)
        {
            return ReadByCommand(folder, known);
        }
    }

    private GitSummary? ReadByCommand(string folder, GitSummary? known)
    {
        try
        {
            using var tree = command.Open(folder);
            return tree is null ? null : Read(tree, known);
        }
        catch (GitException)
        {
            return null;
        }
    }

    private static GitSummary Read(IGitWorkTree tree, GitSummary? known)
    {
        var place = tree.Place;
        using var question = Ask(tree);
        var commits = known is null ? tree.Commits(MostCommits) : null; // while git works
        var status = question?.Status() ?? tree.Status();
        var kept = known?.Commit == status.Commit ? known?.Changes.Where(change => change.Hunks is not null).ToDictionary(change => (change.Path, change.State), change => (change.Stamp, change.Hunks)) : null;

        // While git still looks for untracked files.
        var changes = WithHunks(tree, Ordered(Stamped(place, status.Changes)), kept);
        if (question?.Untracked() is { Count: > 0 } untracked)
        {
            changes = WithHunks(tree, Ordered([.. changes, .. Stamped(place, untracked)]), kept);
        }

        return new()
        {
            Place = place,
            Branch = status.Branch,
            Commit = status.Commit,
            Upstream = status.Upstream,
            Ahead = status.Ahead,
            Behind = status.Behind,
            Changes = [.. changes.Take(MostChanges)],
            MoreChanges = Math.Max(0, changes.Count - MostChanges),
            Commits = commits ?? (known?.Commit == status.Commit && status.Commit is not null ? known!.Commits : tree.Commits(MostCommits)),
        };
    }

    // Null where libgit2 is to look itself.
    private static GitStatusQuestion? Ask(IGitWorkTree tree)
    {
        var size = IndexSize(tree.Place.GitFolder);
        if (tree is GitCommandWorkTree || (size <= LargeIndex && !File.Exists(Path.Combine(tree.Place.Root, ".gitmodules"))))
        {
            return null;
        }

        try
        {
            return size > HugeIndex && Environment.ProcessorCount > 1 && tree.FindsUntrackedAsUsual ? GitStatusQuestion.AskInParallel(tree.Place.Root) : GitStatusQuestion.Ask(tree.Place.Root);
        }
        catch (GitException)
        {
            return null; // slower, but git is not there
        }
    }

    private static long IndexSize(string gitFolder)
    {
        var index = new FileInfo(Path.Combine(gitFolder, "index"));
        return index.Exists ? index.Length : 0;
    }

    private static IEnumerable<GitChange> Stamped(GitPlace place, IReadOnlyList<GitChange> changes) =>
        changes.Select(change => change with { Stamp = FileStamp.Of(Path.Combine(place.Root, change.Path)) });

    // What was written last is what is being worked on.
    private static List<GitChange> Ordered(IEnumerable<GitChange> changes) =>
    [
        .. changes
            .OrderBy(change => change.State != GitChangeState.Conflicted)
            .ThenByDescending(change => change.Stamp?.WrittenAt ?? DateTime.MinValue)
            .ThenBy(change => change.Path, StringComparer.Ordinal),
    ];

    private static List<GitChange> WithHunks(IGitWorkTree tree, List<GitChange> changes, Dictionary<(string Path, GitChangeState State), (FileStamp? Stamp, GitHunks? Hunks)>? kept)
    {
        GitHunks? Kept(GitChange change) => change.Hunks ?? (kept?.GetValueOrDefault((change.Path, change.State)) is { } same && same.Stamp == change.Stamp ? same.Hunks : null);
        var shown = changes.Take(MostChanges).Where(MayShow).Take(MostHunks).ToHashSet();
        var asked = shown.Where(change => Kept(change) is null && !IsNew(change)).Select(change => change.OldPath ?? change.Path).ToList();
        var committed = asked.Count > 0 ? tree.Committed(asked, LongestFile) : new Dictionary<string, byte[]>();
        return [.. changes.Select(change => change with { Hunks = !shown.Contains(change) ? null : Kept(change) ?? Hunks(tree.Place, change, committed.GetValueOrDefault(change.OldPath ?? change.Path)) })];
    }

    private static bool IsNew(GitChange change) => change.State is GitChangeState.Untracked or GitChangeState.Added;

    private static bool MayShow(GitChange change) =>
        change is { Stamp.Length: <= LongestFile, IsSubmodule: false, State: not GitChangeState.Deleted }
        && !SecretFiles.Covers(change.Path);

    private static GitHunks? Hunks(GitPlace place, GitChange change, byte[]? committed)
    {
        if (committed is null && !IsNew(change))
        {
            return null;
        }

        try
        {
            var bytes = File.ReadAllBytes(Path.Combine(place.Root, change.Path));
            return Text(committed ?? []) is { } before && Text(bytes) is { } after ? HunkText.Of(before, after, IsNew(change) ? LinesOfANewFile : LinesOfAFile) : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // What stands for a large file in its repository is no earlier version of it.
    private static string? Text(byte[] bytes) =>
        bytes.AsSpan().Contains((byte)0) || bytes.AsSpan().StartsWith("version https://git-lfs."u8) ? null : Encoding.UTF8.GetString(bytes);
}
