using System.Globalization;
using ClaudeSidecar.Context.Memory.Reading;

namespace ClaudeSidecar.Context.Memory.Brief;

/// <summary>Writes a brief of one level.</summary>
internal sealed class BriefWriter
{
    // Above this an entry may keep its lines; below, line ends are tokens that say nothing.
    private const int WorthLines = 240;

    private readonly BriefText _text;
    private readonly SessionMemory _memory;
    private readonly BriefLevel _level;

    private BriefWriter(SessionMemory memory, BriefLevel level)
    {
        _memory = memory;
        _level = level;
        _text = new(level.IsCompact);
    }

    public static string Write(SessionMemory memory, BriefLevel level)
    {
        var writer = new BriefWriter(memory, level);
        writer._text.Paragraph("Task", "Task", Entry(memory.Task ?? "Not known: the user's later instructions say what to do.", level.Task));
        writer.Wishes();
        writer._text.List("Errors that were open at that point (latest first)", "Errors open then", memory.Errors.Reverse().Take(level.Errors).Select(writer.Error));
        writer.Todos();
        new BriefFiles(memory, level).Write(writer._text);
        writer.Decisions();
        writer._text.List("Commands (latest first)", "Commands", memory.Commands.Reverse().Take(level.Commands).Select(writer.Command));
        if (level.State > 0 && memory.StateAtSummary is { } state)
        {
            writer._text.Paragraph("State when the conversation was last summarised", "State", Entry(state, level.State));
        }

        return writer._text.ToString();
    }

    /// <summary>The task and nothing else, for the smallest room.</summary>
    public static string WriteTaskAlone(SessionMemory memory, int most)
    {
        var last = memory.Wishes.Count > 0 ? $" Last wish: {Excerpt.Line(memory.Wishes[^1].Text, most / 2)}" : "";
        return $"[Extract of earlier messages that were left out] Task: {Excerpt.Line(memory.Task ?? "not known", most)}{last}";
    }

    private void Wishes()
    {
        var shown = Chosen();
        var items = shown.Select(wish =>
        {
            // What was said last is what is to be done now.
            var text = Entry(wish.Text, wish == _memory.Wishes[^1] ? _level.Wish * 2 : _level.Wish);
            return wish.IsCorrection ? $"correction: {text}" : text;
        });
        _text.List(
            shown.Count < _memory.Wishes.Count ? "The user's later instructions (some of them, latest last)" : "The user's later instructions (latest last)",
            "User, later",
            _memory.IsInterrupted ? items.Append("(then the user stopped the work)") : items);
    }

    // The last ones, and of the older ones corrections first: they hold for longer.
    private List<Wish> Chosen()
    {
        var all = _memory.Wishes;
        var fresh = (_level.Wishes + 1) / 2;
        return
        [
            .. all.Select((wish, index) => (wish, index))
                .OrderByDescending(entry => entry.index >= all.Count - fresh)
                .ThenByDescending(entry => entry.wish.IsCorrection)
                .ThenByDescending(entry => entry.index)
                .Take(_level.Wishes)
                .OrderBy(entry => entry.index)
                .Select(entry => entry.wish),
        ];
    }

    private string Error(OpenError error) =>
        $"{Excerpt.Line(error.What, Math.Max(40, _level.Error / 2))}: {Entry(CommandOutput.Essence(error.Text, _level.Error), _level.Error)}";

    private void Todos()
    {
        if (_level.Todos == 0)
        {
            return;
        }

        var done = _memory.Todos.Where(todo => todo.State == TodoState.Completed).ToList();
        var open = _memory.Todos.Except(done).OrderByDescending(todo => todo.State).Take(_level.Todos);
        _text.List(
            string.Create(CultureInfo.InvariantCulture, $"To do ({done.Count} of {_memory.Todos.Count} done)"),
            "To do",
            [
                .. open.Select(todo => todo.State == TodoState.InProgress ? $"being done: {todo.Text}" : todo.Text),
                .. done.TakeLast(_level.Done).Select(todo => $"done: {todo.Text}"),
            ]);
    }

    private void Decisions() => _text.List(
        "Decisions",
        "Decisions",
        _memory.Decisions
            .OrderByDescending(decision => decision.Weight)
            .ThenByDescending(decision => decision.At)
            .Take(_level.Decisions)
            .OrderBy(decision => decision.At)
            .Select(decision => Entry(decision.Text, _level.Decision)));

    private string Command(CommandRun command)
    {
        var line = $"{Excerpt.Line(command.Command, 160)} → {Outcome(command)}";

        // What failed stands among the errors already.
        return _level.Output > 0 && command.Output.Length > 0 && !_memory.Errors.Any(error => error.At == command.At && error.What == command.Command)
            ? $"{line}\n  {Indented(Excerpt.Tail(command.Output, _level.Output))}"
            : line;
    }

    private static string Outcome(CommandRun command) => command.Outcome switch
    {
        CommandOutcome.Background => "runs in the background",
        CommandOutcome.Failed when command.Exit is > 0 or < 0 => string.Create(CultureInfo.InvariantCulture, $"failed (exit {command.Exit})"),
        CommandOutcome.Failed => "failed",
        _ => "ok",
    };

    private static string Entry(string text, int most) => most >= WorthLines ? Indented(Excerpt.Of(text, most)) : Excerpt.Line(text, most);

    private static string Indented(string text) => text.ReplaceLineEndings("\n").Replace("\n", "\n  ", StringComparison.Ordinal);
}
