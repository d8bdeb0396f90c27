using LibGit2Sharp;

namespace ClaudeSidecar.Context.Git;

/// <content>What a summary is made from.</content>
public sealed partial class LibGit2GitReader : IGitReader
{
    private const string Branches = "refs/heads/";

    // Which untracked files are wanted: all, none, or (`normal`) their folders.
    private const string ShowUntracked = "status.showUntrackedFiles";

    // The last two let git remember untracked files in the index.
    private static readonly string[] UntrackedKeys = [ShowUntracked, "core.untrackedCache", "feature.manyFiles"];

    /// <inheritdoc/>
    IGitWorkTree? IGitReader.Open(string folder) => Try(() =>
    {
        if (Repository.Discover(folder) is not { } found)
        {
            return null;
        }

        var repository = new Repository(found);
        if (repository.Info.WorkingDirectory is { } root)
        {
            return new WorkTree(repository, new(Bare(root), Bare(repository.Info.Path), CommonFolder(repository.Info.Path)));
        }

        repository.Dispose();
        return null;
    });

    private static StatusOptions Options(Configuration git)
    {
        var untracked = git.Get<string>(ShowUntracked)?.Value;
        return new()
        {
            DetectRenamesInIndex = true,
            DetectRenamesInWorkDir = false,
            ExcludeSubmodules = true, // each would be opened and gone through
            IncludeIgnored = false,
            IncludeUntracked = untracked is not ("no" or "false"),
            RecurseUntrackedDirs = untracked == "all",
            DisablePathSpecMatch = true,
        };
    }

    // In the order of `git log`: libgit2's own walk either mixes up commits of one second, or goes through the whole history first.
    private static IEnumerable<Commit> Newest(Commit tip)
    {
        var seen = new HashSet<ObjectId> { tip.Id };
        var waiting = new PriorityQueue<Commit, (long, int)>();
        waiting.Enqueue(tip, default);
        while (waiting.TryDequeue(out var commit, out _))
        {
            yield return commit;
            foreach (var parent in commit.Parents.Where(parent => seen.Add(parent.Id)))
            {
                waiting.Enqueue(parent, (-parent.Committer.When.ToUnixTimeSeconds(), seen.Count));
            }
        }
    }

    private static IEnumerable<GitChange> Changes(StatusEntry entry)
    {
        var state = entry.State;
        bool Is(FileStatus any) => (state & any) != 0;
        const FileStatus inIndex = FileStatus.NewInIndex | FileStatus.ModifiedInIndex | FileStatus.DeletedFromIndex | FileStatus.RenamedInIndex | FileStatus.TypeChangeInIndex;
        GitChangeState? change =
            Is(FileStatus.Conflicted) ? GitChangeState.Conflicted
            : Is(FileStatus.DeletedFromIndex | FileStatus.DeletedFromWorkdir) ? GitChangeState.Deleted
            : Is(FileStatus.RenamedInIndex) ? GitChangeState.Renamed
            : Is(FileStatus.NewInIndex) ? GitChangeState.Added
            : Is(inIndex | FileStatus.ModifiedInWorkdir | FileStatus.TypeChangeInWorkdir) ? GitChangeState.Modified
            : null;
        if (change is { } known)
        {
            yield return new(entry.FilePath, known)
            {
                OldPath = known == GitChangeState.Renamed ? entry.HeadToIndexRenameDetails?.OldFilePath : null,
                Staged = Is(inIndex),
            };
        }

        if (Is(FileStatus.NewInWorkdir))
        {
            yield return new(entry.FilePath, GitChangeState.Untracked); // beside the deletion of the same path, as git tells it
        }
    }

    private static string CommonFolder(string gitFolder)
    {
        var link = Path.Combine(gitFolder, "commondir");
        return Bare(File.Exists(link) ? Path.GetFullPath(Path.Combine(gitFolder, File.ReadAllText(link).Trim())) : gitFolder);
    }

    private static string Bare(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private static T Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception unreadable) when (IsUnreadable(unreadable) || unreadable is IOException or UnauthorizedAccessException)
        {
            throw new GitException("libgit2 cannot read the repository.", unreadable);
        }
    }

    // Opening a repository takes as long as most of what is asked of it.
    private sealed class WorkTree(Repository repository, GitPlace place) : IGitWorkTree
    {
        public GitPlace Place => place;

        public bool FindsUntrackedAsUsual => Try(() => UntrackedKeys.All(key => repository.Config.Get<string>(key) is null));

        public GitStatus Status() => Try(() =>
        {
            var (head, info) = (repository.Head, repository.Info);
            var target = repository.Refs.Head?.TargetIdentifier;
            var upstream = info.IsHeadUnborn ? null : head.TrackedBranch;
            return new GitStatus(
                info.IsHeadDetached || target is null ? null : target.StartsWith(Branches, StringComparison.Ordinal) ? target[Branches.Length..] : target,
                head.Tip?.Sha)
            {
                Upstream = upstream?.FriendlyName,
                Ahead = upstream is null ? null : head.TrackingDetails.AheadBy,
                Behind = upstream is null ? null : head.TrackingDetails.BehindBy,
                Changes = [.. repository.RetrieveStatus(Options(repository.Config)).SelectMany(Changes)],
            };
        });

        public IReadOnlyList<GitCommit> Commits(int count) => Try<IReadOnlyList<GitCommit>>(() => repository.Info.IsHeadUnborn
            ? []
            : [.. Newest(repository.Head.Tip).Take(count).Select(commit => new GitCommit(commit.Sha[..7], commit.MessageShort, commit.Committer.When.ToUniversalTime()))]);

        public IReadOnlyDictionary<string, byte[]> Committed(IReadOnlyList<string> paths, int longest) => Try(() =>
        {
            var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            var tree = repository.Head.Tip?.Tree; // read from the tree, not the index: that of a large repository takes long to load
            foreach (var path in paths)
            {
                if (tree?[path] is { TargetType: TreeEntryTargetType.Blob, Mode: not Mode.SymbolicLink, Target: Blob blob } && blob.Size <= longest)
                {
                    using var content = blob.GetContentStream();
                    using var bytes = new MemoryStream();
                    content.CopyTo(bytes);
                    found[path] = bytes.ToArray();
                }
            }

            return found;
        });

        public void Dispose() => repository.Dispose();
    }
}
