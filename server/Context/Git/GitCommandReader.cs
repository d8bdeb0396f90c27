using System.Globalization;
using System.Text;

namespace ClaudeSidecar.Context.Git;

/// <summary>Reads repositories through the <c>git</c> command: those that libgit2 cannot open, and the status of large ones.</summary>
internal sealed class GitCommandReader : IGitReader
{
    // NUL separates, for a subject may hold anything else.
    private static readonly string[] Log = ["log", "-z", "--no-show-signature", "--no-color", "--format=%h%x00%ct%x00%s", "--abbrev=7"];

    /// <inheritdoc/>
    public GitPlace? Find(string folder)
    {
        try
        {
            var lines = Text(folder, "rev-parse", "--path-format=absolute", "--show-toplevel", "--git-dir", "--git-common-dir").Split('\n');
            return lines is [var root, var git, var common, ..] ? new(Path.GetFullPath(root), Path.GetFullPath(git), Path.GetFullPath(common)) : null;
        }
        catch (GitException failed) when (failed.InnerException is null)
        {
            return null; // no repository, or one without a work tree
        }
    }

    /// <inheritdoc/>
    public bool FindsUntrackedAsUsual(GitPlace place) => false;

    /// <inheritdoc/>
    public GitStatus Status(GitPlace place)
    {
        using var question = GitStatusQuestion.Ask(place);
        return question.Status();
    }

    /// <inheritdoc/>
    public IReadOnlyList<GitCommit> Commits(GitPlace place, int count)
    {
        try
        {
            var fields = Text(place.Root, [.. Log, "-n", count.ToString(CultureInfo.InvariantCulture)]).Split('\0');
            return
            [
                .. fields.Chunk(3).Where(entry => entry.Length == 3).Select(entry => new GitCommit(
                    entry[0], entry[2], DateTimeOffset.FromUnixTimeSeconds(long.Parse(entry[1], CultureInfo.InvariantCulture)))),
            ];
        }
        catch (GitException failed) when (failed.InnerException is null)
        {
            return []; // a branch without a commit
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, byte[]> Committed(GitPlace place, IReadOnlyList<string> paths, int longest)
    {
        // One line asks for one file: a name that holds a line break cannot be asked for.
        var asked = paths.Where(path => !path.Contains('\n', StringComparison.Ordinal)).ToList();
        var sizes = Text(place.Root, ["cat-file", "--batch-check=%(objecttype) %(objectsize)"], Requests(asked)).Split('\n');
        var wanted = asked.Where((_, i) => i < sizes.Length && sizes[i].Split(' ') is ["blob", var size] && long.Parse(size, CultureInfo.InvariantCulture) <= longest).ToList();
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (wanted.Count == 0)
        {
            return found;
        }

        ReadOnlySpan<byte> answer = GitCommand.Run(place.Root, ["cat-file", "--batch=%(objectsize)"], Requests(wanted));
        foreach (var path in wanted)
        {
            var end = answer.IndexOf((byte)'\n');
            if (end < 0 || !int.TryParse(answer[..end], CultureInfo.InvariantCulture, out var size) || answer.Length < end + 1 + size)
            {
                break;
            }

            found[path] = answer.Slice(end + 1, size).ToArray();
            answer = answer[Math.Min(answer.Length, end + 1 + size + 1)..];
        }

        return found;
    }

    private static string Requests(IEnumerable<string> paths) => string.Concat(paths.Select(path => $"HEAD:{path}\n"));

    private static string Text(string folder, params string[] words) => Text(folder, words, "");

    private static string Text(string folder, string[] words, string input) => Encoding.UTF8.GetString(GitCommand.Run(folder, words, input));
}
