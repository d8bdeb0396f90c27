using System.Text.RegularExpressions;
using ClaudeSidecar.Context.Memory.Facts;

namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>Reads the result of a call, in the words that Claude Code 2.1 uses for its tools.</summary>
internal static partial class ResultReader
{
    private const string Refused = "The user doesn't want to";
    private const string Denied = "Permission for this tool use was denied";
    private const string PlanRefused = "The agent proposed a plan that was rejected by the user";
    private const string UserWords = "user said:\n";
    private const string NoteAfterWords = "\n\nNote: The user's next message";
    private const string InBackground = "Command running in background with ID:";
    private const string PlanMark = "## Approved Plan";

    // The model's own slips with a tool say nothing of the work.
    private static readonly string[] Slips = ["Error: No such tool available", "InputValidationError", "Wasted call"];

    /// <summary>Adds what the result tells.</summary>
    /// <param name="call">What it answers.</param>
    /// <param name="text">What it says.</param>
    /// <param name="isError">Its <c>is_error</c>.</param>
    /// <param name="facts">Gets the facts.</param>
    public static void Read(Call call, string text, bool isError, List<Fact> facts)
    {
        if (isError && ReadRefusal(call, text, facts))
        {
            return;
        }

        if (call.Kind == CallKind.Command)
        {
            ReadCommand(call, text, isError, facts);
        }
        else if (isError)
        {
            ReadError(call, text, facts);
        }
        else
        {
            ReadSuccess(call, text, facts);
        }
    }

    /// <summary>The end of a command or a sub-agent that went into the background.</summary>
    public static void ReadEnd(Call call, int? exit, bool failed, List<Fact> facts)
    {
        if (call.Kind != CallKind.Command)
        {
            facts.Add(new FilesMayHaveChanged());
            return;
        }

        facts.Add(new CommandEnded(call.Target, exit, failed ? CommandOutcome.Failed : CommandOutcome.Succeeded, ""));
        AddOutcome(call, failed, "", facts);
    }

    private static bool ReadRefusal(Call call, string text, List<Fact> facts)
    {
        var isDenied = text.StartsWith(Denied, StringComparison.Ordinal);
        if (!isDenied && !text.StartsWith(Refused, StringComparison.Ordinal) && !text.StartsWith(PlanRefused, StringComparison.Ordinal))
        {
            return false;
        }

        var at = text.IndexOf(UserWords, StringComparison.Ordinal);
        var byUser = !isDenied || at >= 0; // else a rule of the settings said no
        facts.Add(new DecisionMade(Excerpt.Line($"{(byUser ? "The user refused" : "Not permitted")}: {InWords(call)}", MemoryLimits.Decision), byUser ? 8 : 5));
        if (at < 0)
        {
            facts.AddRange(byUser ? (Fact[])[new UserInterrupted()] : []);
            return true;
        }

        var words = text[(at + UserWords.Length)..];
        var end = words.IndexOf(NoteAfterWords, StringComparison.Ordinal);
        facts.Add(new UserSaid(Excerpt.Of(end < 0 ? words : words.AsSpan(0, end), MemoryLimits.Wish), IsCorrection: true));
        return true;
    }

    private static void ReadCommand(Call call, string text, bool isError, List<Fact> facts)
    {
        var shell = call.Shell!;
        foreach (var path in shell.Writes.Union(CommandOutput.ChangedFiles(text)))
        {
            facts.Add(new FileTouched(path, shell.Deletes.Contains(path) ? FileDeed.Deleted : FileDeed.ChangedByCommand));
        }

        if (shell.MayWriteAny || shell.HasScript)
        {
            facts.Add(new FilesMayHaveChanged());
        }

        if (text.StartsWith(InBackground, StringComparison.Ordinal))
        {
            facts.Add(new CommandEnded(call.Target, null, CommandOutcome.Background, ""));
            return;
        }

        var output = CommandOutput.Of(text);
        var failed = isError ? !CommandOutput.IsAnswer(shell, output.Exit) : output.TellsOfFailure(shell);
        facts.Add(new CommandEnded(call.Target, isError ? output.Exit : 0, failed ? CommandOutcome.Failed : CommandOutcome.Succeeded, output.Digest(MemoryLimits.Output)));
        AddOutcome(call, failed, output.Digest(MemoryLimits.Error), facts);
    }

    private static void AddOutcome(Call call, bool failed, string said, List<Fact> facts)
    {
        var subject = $"run {call.Shell!.Subject}";
        facts.Add(failed ? new CallFailed(subject, call.Target, said) : new CallSucceeded(subject));
    }

    private static void ReadError(Call call, string text, List<Fact> facts)
    {
        text = text.Replace("<tool_use_error>", "", StringComparison.Ordinal).Replace("</tool_use_error>", "", StringComparison.Ordinal);
        if (text.StartsWith("[Request interrupted", StringComparison.Ordinal))
        {
            facts.Add(new UserInterrupted());
        }
        else if (!Array.Exists(Slips, slip => text.StartsWith(slip, StringComparison.Ordinal)))
        {
            facts.Add(new CallFailed(Subject(call), InWords(call), Excerpt.Of(text, MemoryLimits.Error)));
        }
    }

    private static void ReadSuccess(Call call, string text, List<Fact> facts)
    {
        switch (call.Kind)
        {
            case CallKind.Read when call.Target.Length > 0:
                facts.Add(new FileTouched(call.Target, FileDeed.Read, Seen(call, text)));
                break;
            case CallKind.Write when call.Target.Length > 0:
                var isNew = text.StartsWith("File created", StringComparison.Ordinal);
                facts.Add(new FileTouched(call.Target, isNew ? FileDeed.Created : FileDeed.Written, FileChange.IsAsWritten(text) ? call.Version : null));
                break;
            case CallKind.Edit when call.Target.Length > 0:
                facts.Add(new FileTouched(call.Target, FileDeed.Edited));
                break;
            case CallKind.Todos when call.Todos is not null:
                facts.Add(new TodosSet(call.Todos));
                break;
            case CallKind.TaskCreate when TaskNumber().Match(text) is { Success: true } made && call.Task?.Text is { Length: > 0 }:
                facts.Add(call.Task with { Id = made.Groups[1].Value });
                break;
            case CallKind.TaskUpdate when call.Task is not null:
                facts.Add(call.Task);
                break;
            case CallKind.TaskList when TodoLines.Parse(text) is { } list:
                facts.Add(new TodosSet(list));
                break;
            case CallKind.Plan:
                facts.Add(new DecisionMade($"The user accepted the plan: {Excerpt.Of(Plan(call, text), MemoryLimits.Decision * 3)}", 9));
                break;
            case CallKind.Question:
                ReadAnswers(text, facts);
                break;
            case CallKind.Agent when !call.IsPart:
                facts.Add(new FilesMayHaveChanged());
                break;
        }

        facts.Add(new CallSucceeded(Subject(call)));
        if (call.Kind is CallKind.Write or CallKind.Edit)
        {
            facts.Add(new CallSucceeded($"read {call.Target}"));
        }
    }

    private static TextVersion? Seen(Call call, string text) =>
        NumberedLines.Parse(text) is { } lines ? TextVersion.Of(lines.Text, isWhole: lines is { First: 1, IsToTheEnd: true } && !call.IsPart) : null;

    // The user may have edited it before accepting it.
    private static string Plan(Call call, string text)
    {
        var at = text.IndexOf(PlanMark, StringComparison.Ordinal);
        var begin = at < 0 ? -1 : text.IndexOf('\n', at);
        return begin < 0 ? call.Plan ?? "" : text[(begin + 1)..];
    }

    private static void ReadAnswers(string text, List<Fact> facts)
    {
        var any = false;
        foreach (Match pair in Answer().Matches(text))
        {
            any = true;
            facts.Add(new DecisionMade(Excerpt.Line($"The user was asked: {pair.Groups[1].Value} Answer: {pair.Groups[2].Value}", MemoryLimits.Decision), 10));
        }

        if (!any && text.Length > 0 && !text.StartsWith("The user did not answer", StringComparison.Ordinal))
        {
            facts.Add(new DecisionMade(Excerpt.Line(text, MemoryLimits.Decision), 10));
        }
    }

    private static string Subject(Call call) => call.Kind switch
    {
        CallKind.Read => $"read {call.Target}",
        CallKind.Write or CallKind.Edit => $"edit {call.Target}",
        CallKind.Command => $"run {call.Shell!.Subject}",
        _ => $"{call.Tool} {call.Target}".TrimEnd(),
    };

    private static string InWords(Call call) => $"{call.Tool} {call.Target}".TrimEnd();

    [GeneratedRegex(@"^Task #(\S{1,40}) created", RegexOptions.CultureInvariant)]
    private static partial Regex TaskNumber();

    [GeneratedRegex(@"""((?:[^""\\]|\\.){1,400})""\s*=\s*""((?:[^""\\]|\\.){1,400})""", RegexOptions.CultureInvariant)]
    private static partial Regex Answer();
}
