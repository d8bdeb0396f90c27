using System.Globalization;

namespace ClaudeSidecar.Context.Git;

/// <summary>Reads what <c>git status --porcelain=v2 --branch -z</c> and <c>git ls-files --others -z</c> print.</summary>
internal static class GitPorcelain
{
    /// <summary>The status. An entry that the end of the output cuts off is left out, and so is what is not understood.</summary>
    public static GitStatus Read(string output)
    {
        var status = new GitStatus(null, null);
        var changes = new List<GitChange>();
        var fields = output.Split('\0');
        for (var i = 0; i < fields.Length - 1; i++) // what follows the last separator is empty or torn
        {
            var field = fields[i];
            switch (field)
            {
                case ['#', ' ', ..]:
                    status = WithHeader(status, field);
                    break;
                case ['1', ' ', ..] when field.Split(' ', 9) is [_, var letters, var module, .., var path]:
                    changes.Add(new(path, State(letters)) { Staged = letters[0] != '.', IsSubmodule = module[0] == 'S' });
                    break;
                case ['2', ' ', ..] when field.Split(' ', 10) is [_, var letters, var module, .., var path] && i + 1 < fields.Length - 1:
                    changes.Add(new(path, State(letters)) { OldPath = fields[++i], Staged = letters[0] != '.', IsSubmodule = module[0] == 'S' });
                    break;
                case ['u', ' ', ..] when field.Split(' ', 11) is [.., var path]:
                    changes.Add(new(path, GitChangeState.Conflicted));
                    break;
                case ['?', ' ', .. var path]:
                    changes.Add(new(path, GitChangeState.Untracked));
                    break;
            }
        }

        return status with { Changes = changes };
    }

    /// <summary>The files that git does not know. A name that the end of the output cuts off is left out.</summary>
    public static IReadOnlyList<GitChange> ReadUntracked(string output) =>
        [.. output.Split('\0').SkipLast(1).Select(path => new GitChange(path, GitChangeState.Untracked))];

    private static GitStatus WithHeader(GitStatus status, string header) => header.Split(' ') switch
    {
        [_, "branch.oid", var id] => status with { Commit = id == "(initial)" ? null : id },
        [_, "branch.head", var name] => status with { Branch = name == "(detached)" ? null : name },
        [_, "branch.upstream", var name] => status with { Upstream = name },
        [_, "branch.ab", ['+', .. var ahead], ['-', .. var behind]] => status with
        {
            Ahead = int.Parse(ahead, CultureInfo.InvariantCulture),
            Behind = int.Parse(behind, CultureInfo.InvariantCulture),
        },
        _ => status,
    };

    // Index first, work tree second; what is on disk in the end decides.
    private static GitChangeState State(string letters) => (letters[0], letters[1]) switch
    {
        ('D', _) or (_, 'D') => GitChangeState.Deleted,
        ('R', _) or (_, 'R') => GitChangeState.Renamed,
        ('A' or 'C', _) or (_, 'A' or 'C') => GitChangeState.Added,
        _ => GitChangeState.Modified,
    };
}
