using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ClaudeSidecar.Context.Memory.Facts;

namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>Reads the notes that the client writes for the model, in reminders and in messages of role <c>system</c>: most say nothing of the work, a few do.</summary>
internal static partial class ClientNotes
{
    private const string NewMessage = "The user sent a new message while you were working:\n";
    private const string AfterMessage = "\n\nIMPORTANT:";
    private const string TodoList = "contents of your todo list:";
    private const string TaskList = "existing tasks:";
    private const string Called = "Called the Read tool with the following input: ";
    private const string Result = "\nResult of calling the Read tool:\n";
    private const string Notification = "<task-notification>";

    /// <summary>Adds what a note tells.</summary>
    /// <param name="note">The text.</param>
    /// <param name="calls">Calls that notifications may be about.</param>
    /// <param name="facts">Gets the facts.</param>
    public static void Read(string note, CallTable calls, List<Fact> facts)
    {
        if (IndexOf(note, NewMessage) is var message and >= 0)
        {
            var words = note.AsSpan(message + NewMessage.Length);
            var end = words.IndexOf(AfterMessage, StringComparison.Ordinal);
            var text = Excerpt.Of(end < 0 ? words : words[..end], MemoryLimits.Task);
            facts.Add(new UserSaid(text, WordsOfCorrection.Are(text)));
        }

        ReadTodos(note, TodoList, facts);
        ReadTodos(note, TaskList, facts);
        foreach (var file in Files(note))
        {
            facts.Add(new FileTouched(file.Path, file.Deed, file.Lines is { } lines ? TextVersion.Of(lines.Text, lines is { First: 1, IsToTheEnd: true } && !file.IsPart) : null));
        }

        if (IndexOf(note, Notification) >= 0)
        {
            ReadNotification(note, calls, facts);
        }
    }

    /// <summary>What a note says of files: those that it shows, and those that were changed beside the session.</summary>
    public static IEnumerable<NotedFile> Files(string note)
    {
        for (var at = IndexOf(note, Called); at >= 0; at = note.IndexOf(Called, at + Called.Length, StringComparison.Ordinal))
        {
            var begin = at + Called.Length;
            var end = note.IndexOf('\n', begin);
            var input = (end < 0 ? note[begin..] : note[begin..end]).Trim();
            if (ReadInput(input) is not { } read)
            {
                continue;
            }

            var shown = end >= 0 && note.AsSpan(end).StartsWith(Result) ? NumberedLines.Parse(Shown(note.AsSpan(end + Result.Length)), isAlone: false) : null;
            yield return read with { Lines = shown };
        }

        foreach (Match match in ModifiedFile().Matches(note))
        {
            yield return new(match.Groups[1].Value, FileDeed.ChangedOutside, false, null);
        }
    }

    /// <summary>The file whose content the next note shows, where this one ends with its announcement; null for others.</summary>
    public static NotedFile? Announced(string note)
    {
        var at = note.LastIndexOf(Called, StringComparison.Ordinal);
        return at < 0 || note.AsSpan(at).TrimEnd().Contains('\n') ? null : ReadInput(note[(at + Called.Length)..].Trim());
    }

    /// <summary>The lines that a note shows which follows an announcement; null for other notes.</summary>
    public static NumberedLines? Shown(string note) =>
        note.AsSpan().TrimStart().StartsWith(Result.AsSpan(1)) ? NumberedLines.Parse(note.AsSpan().TrimStart()[(Result.Length - 1)..], isAlone: false) : null;

    /// <summary>The ids of calls whose end a note tells.</summary>
    public static IEnumerable<string> EndedCalls(string note) =>
        IndexOf(note, Notification) < 0 ? [] : Ended().Matches(note).Select(told => told.Groups[1].Value);

    private static ReadOnlySpan<char> Shown(ReadOnlySpan<char> rest)
    {
        var next = rest.IndexOf("\n\n" + Called, StringComparison.Ordinal);
        return next < 0 ? rest : rest[..next];
    }

    private static NotedFile? ReadInput(string json)
    {
        try
        {
            using var input = JsonDocument.Parse(json);
            var call = CallReader.Read("Read", input.RootElement);
            return call.Target.Length == 0 ? null : new(call.Target, FileDeed.Read, call.IsPart, null);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The list is one paragraph.
    private static void ReadTodos(string note, string mark, List<Fact> facts)
    {
        var at = IndexOf(note, mark);
        if (at < 0)
        {
            return;
        }

        var list = note.AsSpan(at + mark.Length).TrimStart();
        var end = list.IndexOf("\n\n", StringComparison.Ordinal);
        if (TodoLines.Parse((end < 0 ? list : list[..end]).ToString()) is { } todos)
        {
            facts.Add(new TodosSet(todos));
        }
    }

    private static void ReadNotification(string note, CallTable calls, List<Fact> facts)
    {
        foreach (Match told in Ended().Matches(note))
        {
            if (calls.Find(told.Groups[1].Value) is { Kind: CallKind.Command or CallKind.Agent } call)
            {
                int? exit = told.Groups[3].Success && int.TryParse(told.Groups[3].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
                ResultReader.ReadEnd(call, exit, exit is not (null or 0) || told.Groups[2].Value == "failed", facts);
            }
        }
    }

    private static int IndexOf(string note, string mark) => note.IndexOf(mark, StringComparison.Ordinal);

    // The words of 2.1.197 and those of 2.1.329.
    [GeneratedRegex(@"^Note: ([^\n]{1,400}?) (?:was modified, either by the user|changed on disk since you last read it)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ModifiedFile();

    [GeneratedRegex(@"<tool-use-id>([^<]{1,200})</tool-use-id>(?:(?!</task-notification>)[\s\S]){0,2000}?<status>(completed|failed)</status>\s*<summary>(?:[^<]*?exit code (\d+))?", RegexOptions.CultureInvariant)]
    private static partial Regex Ended();

    /// <param name="Path">The file.</param>
    /// <param name="Deed">Read, or changed beside the session.</param>
    /// <param name="IsPart">True: only a part was asked for.</param>
    /// <param name="Lines">What is shown of it.</param>
    internal sealed record NotedFile(string Path, FileDeed Deed, bool IsPart, NumberedLines? Lines);
}
