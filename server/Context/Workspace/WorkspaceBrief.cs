using System.Globalization;
using System.Text;
using ClaudeSidecar.Context.Git;

namespace ClaudeSidecar.Context.Workspace;

/// <summary>
/// Writes what is known of a folder for a model, within a number of tokens. The same snapshot gives the same text: no moment of reading and no
/// age is in it. What is most important is taken first; what had no room is named at the end.
/// </summary>
public static class WorkspaceBrief
{
    /// <summary>CLAUDE.md and its kin, each under its path; where they do not fit, the later ones rank above the earlier, for they are nearer to the work. Empty without any.</summary>
    /// <param name="snapshot">What is known.</param>
    /// <param name="limit">Tokens at most.</param>
    /// <param name="count">Counts the tokens of a text.</param>
    public static string Instructions(WorkspaceSnapshot snapshot, int limit, Func<string, int> count)
    {
        var last = snapshot.Instructions.Count - 1;
        return BriefPieces.Fit(
            [.. snapshot.Instructions.Select((file, i) => new BriefPiece(last - i, Path.GetFileName(file.Path), $"Contents of {file.Path}:\n\n{Whole(file)}\n", IsText: true))],
            limit,
            count);
    }

    /// <summary>The README, cut at a line where it does not fit; empty without one.</summary>
    /// <inheritdoc cref="Instructions"/>
    public static string Readme(WorkspaceSnapshot snapshot, int limit, Func<string, int> count) => snapshot.Readme is { } readme
        ? BriefPieces.Fit([new(0, "README", $"Contents of {readme.Path}:\n\n{Whole(readme)}\n", IsText: true)], limit, count)
        : "";

    /// <summary>What is being worked on: active file and selection, changed files with their hunks, branch, commits, open files, settings. Empty when nothing of it is known.</summary>
    /// <inheritdoc cref="Instructions"/>
    public static string Write(WorkspaceSnapshot snapshot, int limit, Func<string, int> count) =>
        BriefPieces.Fit([.. Editor(snapshot), .. snapshot.Git is { } git ? Git(git) : [], .. Rest(snapshot)], limit, count);

    private static IEnumerable<BriefPiece> Editor(WorkspaceSnapshot snapshot)
    {
        if (snapshot.Editor?.ActiveFile is not { } active)
        {
            yield break;
        }

        var language = active.Language is { Length: > 0 } known ? $" ({known})" : "";
        var cursor = active.Line > 0 ? $", cursor in line {Number(active.Line)}" : "";
        yield return new(0, "active file", $"The user has open: {Shown(snapshot, active.Path)}{language}{cursor}\n");
        if (active.Selection is { Text.Length: > 0 } selection)
        {
            yield return new(3, "selection", $"Selected there, lines {Number(selection.StartLine)} to {Number(selection.EndLine)}:\n{Fenced("", selection.Text)}", IsText: true);
        }
    }

    private static IEnumerable<BriefPiece> Git(GitSummary git)
    {
        if (git.Changes.Count > 0)
        {
            var list = new StringBuilder("Files that differ from the last commit:\n");
            foreach (var change in git.Changes)
            {
                var moved = change.OldPath is { } old ? $", was {old}" : "";
                var lines = change.Hunks is { } hunks ? $", +{Number(hunks.Added)} -{Number(hunks.Removed)}" : "";
                list.Append(CultureInfo.InvariantCulture, $"  {change.Path} ({change.State.ToString().ToLowerInvariant()}{moved}{lines})\n");
            }

            list.Append(git.MoreChanges > 0 ? $"  and {Number(git.MoreChanges)} more\n" : "");
            yield return new(1, "changed files", list.ToString(), IsText: true);
        }

        var rank = 4;
        foreach (var change in git.Changes.Where(change => change.Hunks is not null))
        {
            var cut = change.Hunks!.Cut ? " (the beginning)" : "";
            yield return new(rank++, $"changes in {change.Path}", $"Uncommitted in {change.Path}{cut}:\n{Fenced("diff", change.Hunks.Text)}", IsText: true);
        }

        yield return new(2, "branch", Branch(git));
        if (git.Commits.Count > 0)
        {
            var commits = git.Commits.Select(commit => $"  {commit.Id} {commit.At.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} {commit.Subject}\n");
            yield return new(5, "commits", $"Last commits:\n{string.Concat(commits)}", IsText: true); // as important as the second file's hunks
        }
    }

    private static IEnumerable<BriefPiece> Rest(WorkspaceSnapshot snapshot)
    {
        var open = snapshot.Editor?.OpenEditors.Where(path => path != snapshot.Editor.ActiveFile?.Path).Select(path => $"  {Shown(snapshot, path)}\n").ToList() ?? [];
        if (open.Count > 0)
        {
            yield return new(100, "open files", $"Also open in the editor:\n{string.Concat(open)}", IsText: true);
        }

        if (snapshot.Settings is { } settings)
        {
            string Line(string what, IReadOnlyCollection<string> names) => names.Count > 0 ? $"  {what}: {string.Join(", ", names)}\n" : "";
            yield return new(
                101,
                "settings",
                $"Claude Code's settings of the folder:\n{Line("permission mode", settings.PermissionMode is { } mode ? [mode] : [])}{Line("denied, wholly or in part", settings.Denied)}{Line("hooks run at", settings.Hooks)}");
        }
    }

    private static string Branch(GitSummary git)
    {
        var branch = git.Branch is { } name ? $"On branch {name}" : $"HEAD is detached at {git.Commit?[..7]}";
        var born = git.Commit is null ? ", without a commit yet" : "";
        var apart = git.Ahead is { } ahead && git.Behind is { } behind ? $" ({Number(ahead)} ahead, {Number(behind)} behind)" : "";
        var upstream = git.Upstream is { } followed ? $", which follows {followed}{apart}" : "";
        return $"{branch}{born}{upstream}.\n";
    }

    private static string Shown(WorkspaceSnapshot snapshot, string path)
    {
        var root = snapshot.Git?.Place.Root ?? snapshot.Folder;
        return EditorBook.Contains(root, path) && path.Length > root.Length ? Path.GetRelativePath(root, path).Replace('\\', '/') : path;
    }

    private static string Whole(WorkspaceText file) => file.Cut ? $"{file.Text.TrimEnd()}\n[… the file goes on]" : file.Text.TrimEnd();

    // A fence longer than any in the text.
    private static string Fenced(string language, string text)
    {
        var fence = "```";
        while (text.Contains(fence, StringComparison.Ordinal))
        {
            fence += '`';
        }

        return $"{fence}{language}\n{text.TrimEnd('\n')}\n{fence}\n";
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
