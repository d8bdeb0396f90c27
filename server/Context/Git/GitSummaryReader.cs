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

    /// <summary>The summary; null where there is no work tree, or none that can be read.</summary>
    /// <param name="folder">The folder, or one below the work tree's root.</param>
    /// <param name="known">The summary before: hunks of files that have not changed since are taken from it.</param>
    public GitSummary? Read(string folder, GitSummary? known)
    {
        try
        {
            return library.Find(folder) is { } place ? Read(place, library, known) : null;
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
            return command.Find(folder) is { } place ? Read(place, command, known) : null;
        }
        catch (GitException)
        {
            return null;
        }
    }

    private static GitSummary Read(GitPlace place, IGitReader reader, GitSummary? known)
    {
        using var question = Ask(place, reader);
        var commits = reader.Commits(place, MostCommits); // while git works
        var status = question?.Status() ?? reader.Status(place);
        var all = Ordered(Stamped(place, status.Changes));
        var kept = known?.Commit == status.Commit ? known?.Changes.Where(change => change.Hunks is not null).ToDictionary(change => (change.Path, change.State)) : null;
        GitHunks? Kept(GitChange change) => kept?.GetValueOrDefault((change.Path, change.State)) is { } same && same.Stamp == change.Stamp ? same.Hunks : null;

        // While git still looks for untracked files: whatever comes of that, no others are shown of those that it knows.
        var asked = Shown(all).Where(change => Kept(change) is null && !IsNew(change)).Select(change => change.OldPath ?? change.Path).ToList();
        var committed = asked.Count > 0 ? reader.Committed(place, asked, LongestFile) : new Dictionary<string, byte[]>();

        all = question?.Untracked() is { Count: > 0 } untracked ? Ordered([.. all, .. Stamped(place, untracked)]) : all;
        var shown = Shown(all).ToHashSet();
        return new()
        {
            Place = place,
            Branch = status.Branch,
            Commit = status.Commit,
            Upstream = status.Upstream,
            Ahead = status.Ahead,
            Behind = status.Behind,
            Changes = [.. all.Take(MostChanges).Select(change => !shown.Contains(change) ? change : change with { Hunks = Kept(change) ?? Hunks(place, change, committed.GetValueOrDefault(change.OldPath ?? change.Path)) })],
            MoreChanges = Math.Max(0, all.Count - MostChanges),
            Commits = commits,
        };
    }

    // Null where libgit2 is to look itself.
    private static GitStatusQuestion? Ask(GitPlace place, IGitReader reader)
    {
        if (reader is GitCommandReader || !IsLarge(place))
        {
            return null;
        }

        try
        {
            return Environment.ProcessorCount > 1 && reader.FindsUntrackedAsUsual(place) ? GitStatusQuestion.AskInParallel(place) : GitStatusQuestion.Ask(place);
        }
        catch (GitException)
        {
            return null; // slower, but git is not there
        }
    }

    private static bool IsLarge(GitPlace place)
    {
        var index = new FileInfo(Path.Combine(place.GitFolder, "index"));
        return (index.Exists && index.Length > LargeIndex) || File.Exists(Path.Combine(place.Root, ".gitmodules"));
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

    private static IEnumerable<GitChange> Shown(List<GitChange> changes) => changes.Take(MostChanges).Where(MayShow).Take(MostHunks);

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
