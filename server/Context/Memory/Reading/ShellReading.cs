using System.Buffers;

namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>What a command line is about: a name by which a failure and the later success of the same are found, and the files that it writes.</summary>
/// <param name="Subject">The command that matters, without folders, filters of its output and switches.</param>
/// <param name="Program">The program of it.</param>
/// <param name="Writes">Files that it names and writes, moves or deletes.</param>
/// <param name="Deletes">Of these, those that are gone afterwards.</param>
/// <param name="MayWriteAny">True: it may change files that it does not name.</param>
/// <param name="HasScript">True: it brings a script of its own, which may write whatever it names.</param>
/// <param name="HidesExit">True: its exit code may not be that of the command that matters.</param>
internal sealed record ShellReading(
    string Subject, string Program, IReadOnlyList<string> Writes, IReadOnlyList<string> Deletes, bool MayWriteAny, bool HasScript, bool HidesExit)
{
    private const int MostPaths = 12;

    private static readonly SearchValues<char> OfVariables = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");

    private static readonly HashSet<string> Around = new(StringComparer.Ordinal)
    {
        "cd", "export", "set", "source", ".", "echo", "printf", "sleep", "true", "pwd", "mkdir", "unset", "wait", "trap", "ulimit",
    };

    private static readonly HashSet<string> Launchers = new(StringComparer.Ordinal) { "sudo", "env", "time", "timeout", "nohup", "npx", "nice", "stdbuf", "exec", "command" };

    private static readonly HashSet<string> WithValue = new(StringComparer.Ordinal) { "-v", "-c", "--verbosity", "--configuration", "-n", "-j", "--logger", "-m" };

    /// <summary>Reads a command line; never fails.</summary>
    public static ShellReading Of(string line)
    {
        var lexer = ShellLexer.Split(line);
        var writes = new List<string>();
        var deletes = new List<string>();
        var (any, script, folder) = (false, false, "");
        ShellCommand? main = null;
        foreach (var command in lexer.Commands)
        {
            var words = Proper(command.Words);
            if (words is ["cd", var target, ..])
            {
                folder = PathName.IsAbsolute(target) ? target : Join(folder, target);
            }

            var written = FileWriters.Of(words, command.HasHereText);
            any |= written.Any;
            script |= written.Script;
            Add(writes, folder, written.Paths);
            Add(writes, folder, command.Targets);
            Add(deletes, folder, written.Deleted);
            if (main is null && !command.IsPiped && words.Count > 0 && !Around.Contains(words[0]))
            {
                main = command with { Words = words };
            }
        }

        var subject = main is null ? Excerpt.Line(line, MemoryLimits.Subject) : Excerpt.Line(string.Join(' ', Essential(main.Words)), MemoryLimits.Subject);
        return new(subject, main?.Words[0] ?? "", writes, deletes, any, script, lexer.HidesExit);
    }

    /// <summary>True when the command may have changed the file.</summary>
    public bool MayWrite(string path, string line)
    {
        return MayWriteAny || Writes.Any(written => Touches(written, path)) || (HasScript && line.AsSpan().Contains(PathName.Name(path), StringComparison.Ordinal));
    }

    // A folder that is moved or deleted takes its files along; a pattern may mean any file.
    private static bool Touches(string written, string path) =>
        written.Contains('*', StringComparison.Ordinal) || PathName.IsSame(written, path) || path.Contains(written.TrimEnd('/') + "/", StringComparison.Ordinal);

    private static void Add(List<string> to, string folder, IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            if (to.Count < MostPaths && path.Length is > 0 and <= MemoryLimits.Path && !path.Contains('$', StringComparison.Ordinal))
            {
                to.Add(Join(folder, path));
            }
        }
    }

    private static string Join(string folder, string path)
    {
        var joined = folder.Length == 0 || PathName.IsAbsolute(path) ? path : $"{folder.TrimEnd('/')}/{(path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path)}";
        return joined.Length <= MemoryLimits.Path ? joined : path;
    }

    // Without what only starts it, and without variables in front.
    private static List<string> Proper(List<string> words)
    {
        var at = 0;
        while (at < words.Count && (Launchers.Contains(words[at]) || IsAssignment(words[at]) || (at > 0 && (words[at].StartsWith('-') || IsDuration(words[at])))))
        {
            at++;
        }

        return at == 0 ? words : words[at..];
    }

    private static bool IsAssignment(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && word.AsSpan(0, equals).IndexOfAnyExcept(OfVariables) < 0;
    }

    private static bool IsDuration(string word) => word.Length > 0 && word.AsSpan(0, word.Length - 1).IndexOfAnyExceptInRange('0', '9') < 0 && (char.IsAsciiDigit(word[^1]) || word[^1] is 's' or 'm') && char.IsAsciiDigit(word[0]);

    private static IEnumerable<string> Essential(List<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (i == 0 || !words[i].StartsWith('-'))
            {
                yield return words[i];
            }
            else if (WithValue.Contains(words[i]) && i + 1 < words.Count && words[0] is not ("sh" or "bash" or "python" or "python3"))
            {
                i++;
            }
        }
    }
}
