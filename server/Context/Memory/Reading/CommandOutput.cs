using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>Reads what a command came to, out of the text that Claude Code's Bash gives.</summary>
/// <param name="Exit">The exit code, where it is told: only failures tell it.</param>
/// <param name="Text">The output without control sequences.</param>
internal readonly partial record struct CommandOutput(int? Exit, string Text)
{
    private const string ExitMark = "Exit code ";
    private const string NoOutput = "(Bash completed with no output)";

    // Runners say at the end how it went.
    private const int Ending = 6000;
    private const int MostSigns = 4;

    // These answer "no" by their exit code, and that is no error.
    private static readonly HashSet<string> Askers = new(StringComparer.Ordinal) { "grep", "rg", "egrep", "test", "[", "[[", "diff", "cmp", "which", "pgrep", "ls", "type", "command", "find" };

    // Their output shows texts, and the word "failed" in it says nothing of them.
    private static readonly HashSet<string> Viewers = new(StringComparer.Ordinal)
    {
        "cat", "head", "tail", "less", "sed", "awk", "git", "wc", "sort", "curl", "jq", "tree", "stat", "file", "ps", "echo", "history", "man", "gh",
    };

    public static CommandOutput Of(string result)
    {
        var text = Plain(result);
        if (!text.StartsWith(ExitMark, StringComparison.Ordinal))
        {
            return new(null, text);
        }

        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var number = end < 0 ? text.AsSpan(ExitMark.Length) : text.AsSpan(ExitMark.Length, end - ExitMark.Length);
        return int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exit)
            ? new(exit, end < 0 ? "" : text[(end + 1)..])
            : new(null, text);
    }

    /// <summary>The files that Claude Code says it changed, of those that were read before (2.1.329); relative to the session's folder.</summary>
    public static IEnumerable<string> ChangedFiles(string result) =>
        ModifiedFiles().Match(result) is { Success: true } told
            ? told.Groups[1].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries).Where(path => path.Length <= MemoryLimits.Path).Take(20)
            : [];

    /// <summary>True when a non-zero exit code is an answer and no failure.</summary>
    public static bool IsAnswer(ShellReading shell, int? exit) => exit is 1 or 2 && Askers.Contains(shell.Program) && (exit == 1 || shell.Program == "ls");

    /// <summary>True when the output of a command whose exit code may be that of a filter tells of failures.</summary>
    public bool TellsOfFailure(ShellReading shell) =>
        shell.HidesExit && !Askers.Contains(shell.Program) && !Viewers.Contains(shell.Program) && FailureSign().IsMatch(Text.AsSpan(Math.Max(0, Text.Length - Ending)));

    /// <summary>Of what went wrong, as much as there is room for: from the line on that says so, where that is not the first.</summary>
    public static string Essence(string text, int most)
    {
        if (text.Length > most)
        {
            foreach (var match in FailureSign().EnumerateMatches(text))
            {
                return text[(text.AsSpan(0, match.Index).LastIndexOf('\n') + 1)..];
            }
        }

        return text;
    }

    /// <summary>What to keep of it: the end, and lines before it that say what is wrong.</summary>
    public string Digest(int most)
    {
        var tail = Excerpt.Tail(Text, most);
        var before = Text.AsSpan().TrimEnd();
        if (before.Length <= most)
        {
            return tail;
        }

        before = before[Math.Max(0, before.Length - (4 * Ending))..^(most - 2)];
        var signs = new StringBuilder();
        var count = 0;
        foreach (var match in FailureSign().EnumerateMatches(before))
        {
            var begin = before[..match.Index].LastIndexOf('\n') + 1;
            var length = before[begin..].IndexOf('\n');
            var line = Excerpt.Head(length < 0 ? before[begin..] : before.Slice(begin, length), 160);
            if (count++ < MostSigns && !signs.ToString().Contains(line, StringComparison.Ordinal))
            {
                signs.Append(line).Append('\n');
            }
        }

        var room = Math.Max(most / 2, most - signs.Length);
        return signs.Length == 0 ? tail : Excerpt.Of(signs.ToString(), most / 2) + "\n" + Excerpt.Tail(Text, room - 1);
    }

    private static string Plain(string text)
    {
        text = text == NoOutput ? "" : ModifiedFiles().Replace(text, "").TrimEnd();
        return text.Contains('\u001B', StringComparison.Ordinal) ? Escape().Replace(text, "") : text;
    }

    [GeneratedRegex(@"\[This command modified \d+ files? you've previously read: ([^\]\n]+?)\. Call Read before editing\.\]", RegexOptions.CultureInvariant)]
    private static partial Regex ModifiedFiles();

    [GeneratedRegex(@"\x1B(\[[0-9;?]*[A-Za-z]|\][^\x07\x1B]{0,300}\x07|[()][A-Z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();

    [GeneratedRegex(
        @"\b[1-9]\d* (tests? )?(failed|failing|failures?|errors?|problems)\b|\b(Failed|failures|errors)[:=] *[1-9]|^[ \t]*(FAIL|FAILED|not ok|✗|✖|×|❌|\[FAIL\])(\s|:|$)|--- FAIL|" +
        @"\berror (TS|CS|FS|MSB|NU|C)\d+|\berror\[E\d+\]|^error: |^Error: |npm (ERR!|error)|Traceback \(most recent call last\)|\b[A-Z]\w*(Error|Exception)( \[\w+\])?: |panicked at|BUILD FAILED|Build FAILED|" +
        @"Segmentation fault|command not found|No such file or directory|fatal: ",
        RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex FailureSign();
}
