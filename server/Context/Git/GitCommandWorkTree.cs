using System.Globalization;
using System.Text;

namespace ClaudeSidecar.Context.Git;

/// <summary>A work tree that the <c>git</c> command reads.</summary>
/// <param name="place">Where it lies.</param>
internal sealed class GitCommandWorkTree(GitPlace place) : IGitWorkTree
{
    // NUL separates, for a subject may hold anything else.
    private static readonly string[] Log = ["log", "-z", "--no-show-signature", "--no-color", "--format=%h%x00%ct%x00%s", "--abbrev=7"];

    /// <inheritdoc/>
    public GitPlace Place => place;

    /// <inheritdoc/>
    public bool FindsUntrackedAsUsual => false;

    /// <inheritdoc/>
    public GitStatus Status()
    {
        using var question = GitStatusQuestion.Ask(place.Root);
        return question.Status();
    }

    /// <inheritdoc/>
    public IReadOnlyList<GitCommit> Commits(int count)
    {
        try
        {
            var fields = Text([.. Log, "-n", count.ToString(CultureInfo.InvariantCulture)]).Split('\0');
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
    public IReadOnlyDictionary<string, byte[]> Committed(IReadOnlyList<string> paths, int longest)
    {
        // One line asks for one file: a name that holds a line break cannot be asked for.
        var asked = paths.Where(path => !path.Contains('\n', StringComparison.Ordinal)).ToList();
        var sizes = Text(["cat-file", "--batch-check=%(objecttype) %(objectsize)"], Requests(asked)).Split('\n');
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

    /// <inheritdoc/>
    public void Dispose()
    {
        // Each question is a process of its own, and over.
    }

    private static string Requests(IEnumerable<string> paths) => string.Concat(paths.Select(path => $"HEAD:{path}\n"));

    private string Text(string[] words, string input = "") => Encoding.UTF8.GetString(GitCommand.Run(place.Root, words, input));
}
