using ClaudeSidecar.Context.Git;
using ClaudeSidecar.Settings.ClaudeSettings;

namespace ClaudeSidecar.Context.Workspace;

/// <summary>Reads a folder, and says what the reading depends on.</summary>
internal sealed class WorkspaceReader(ClaudeFolders claude, string home, GitSummaryReader git)
{
    // What git writes when HEAD, the index or the state of a merge changes.
    private static readonly string[] GitFiles = ["HEAD", "index", "ORIG_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "FETCH_HEAD", "COMMIT_EDITMSG"];

    private readonly InstructionReader _instructions = new(claude, home);

    /// <summary>What git says; null where there is no repository.</summary>
    public GitSummary? ReadGit(string folder, GitSummary? known, LookedAt lookedAt)
    {
        var summary = git.Read(folder, known);
        if (summary is null)
        {
            lookedAt.File(Path.Combine(folder, ".git"));
            return null;
        }

        var (_, own, common) = summary.Place;
        foreach (var name in GitFiles)
        {
            lookedAt.File(Path.Combine(own, name));
        }

        lookedAt.File(Path.Combine(common, "packed-refs"));
        lookedAt.File(Path.Combine(common, "config"));
        if (Directory.Exists(Path.Combine(common, "reftable")))
        {
            lookedAt.Folder(Path.Combine(common, "reftable"));
        }

        if (summary.Branch is { } branch)
        {
            lookedAt.File(Path.Combine(common, "refs", "heads", branch));
        }

        if (summary.Upstream is { } upstream)
        {
            lookedAt.File(Path.Combine(common, "refs", "remotes", upstream));
        }

        return summary;
    }

    /// <summary>Everything that lies in files of the folder, beside what git says.</summary>
    public WorkspaceSnapshot ReadTexts(string folder, GitSummary? known, LookedAt lookedAt) => new()
    {
        Folder = folder,
        Instructions = _instructions.Read(folder, known?.Place.Root, lookedAt),
        Readme = ReadmeReader.Read(folder, known?.Place.Root, lookedAt),
        Settings = SettingsReader.Read(folder, lookedAt),
        Git = known,
    };

    /// <summary>Which folders around a workspace may be watched: up to the root of its work tree, else up to the home folder, and the user's own configuration. What lies above is not the project's, and busy.</summary>
    public bool MayWatch(string folder, GitSummary? known, string candidate)
    {
        var top = known?.Place.Root ?? (EditorBook.Contains(home, folder) ? home : folder);
        return EditorBook.Contains(top, candidate) || EditorBook.Contains(claude.User, candidate);
    }
}
