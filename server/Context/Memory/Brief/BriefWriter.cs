using System.Globalization;
using System.Text;
using ClaudeSidecar.Context.Memory.Reading;

namespace ClaudeSidecar.Context.Memory.Brief;

/// <summary>Writes a brief of one level.</summary>
internal sealed class BriefWriter
{
    // Above this an entry may keep its lines; below, line ends are tokens that say nothing.
    private const int WorthLines = 240;

    private readonly StringBuilder _text = new();
    private readonly SessionMemory _memory;
    private readonly BriefLevel _level;

    private BriefWriter(SessionMemory memory, BriefLevel level)
    {
        _memory = memory;
        _level = level;
    }

    public static string Write(SessionMemory memory, BriefLevel level)
    {
        var writer = new BriefWriter(memory, level);
        writer.Head();
        writer.Task();
        writer.Wishes();
        writer.Errors();
        writer.Todos();
        new BriefFiles(memory, level, writer._text).Write();
        writer.Decisions();
        writer.Commands();
        writer.State();
        return writer._text.ToString().TrimEnd('\n');
    }

    /// <summary>The task and nothing else, for the smallest room.</summary>
    public static string WriteTaskAlone(SessionMemory memory, int most)
    {
        var last = memory.Wishes.Count > 0 ? $" Last wish: {Excerpt.Line(memory.Wishes[^1].Text, most / 2)}" : "";
        return $"[Extract of earlier messages that were left out] Task: {Excerpt.Line(memory.Task ?? "not known", most)}{last}";
    }

    private void Head() => _text.Append("# Extract of earlier messages that were left out\nRead a file again before editing it, unless its text is shown.\n");

    private void Task()
    {
        Heading("Task");
        _text.Append(Entry(_memory.Task ?? "Not known: the user's later instructions say what to do.", _level.Task)).Append('\n');
    }

    private void Wishes()
    {
        var shown = Chosen();
        if (shown.Count == 0 && !_memory.IsInterrupted)
        {
            return;
        }

        Heading(shown.Count < _memory.Wishes.Count ? "The user's later instructions (some of them, latest last)" : "The user's later instructions (latest last)");
        foreach (var wish in shown)
        {
            // What was said last is what is to be done now.
            Item(wish.IsCorrection ? "correction: " : "", wish.Text, wish == _memory.Wishes[^1] ? _level.Wish * 2 : _level.Wish);
        }

        if (_memory.IsInterrupted)
        {
            _text.Append("- (then the user stopped the work)\n");
        }
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

    private void Errors()
    {
        if (_memory.Errors.Count == 0 || _level.Errors == 0)
        {
            return;
        }

        Heading("Open errors (latest first)");
        foreach (var error in _memory.Errors.Reverse().Take(_level.Errors))
        {
            Item($"{Excerpt.Line(error.What, Math.Max(40, _level.Error / 2))}: ", CommandOutput.Essence(error.Text, _level.Error), _level.Error);
        }
    }

    private void Todos()
    {
        var open = _memory.Todos.Where(todo => todo.State != TodoState.Completed).OrderByDescending(todo => todo.State).ToList();
        var done = _memory.Todos.Where(todo => todo.State == TodoState.Completed).ToList();
        if (_memory.Todos.Count == 0 || _level.Todos == 0)
        {
            return;
        }

        Heading(string.Create(CultureInfo.InvariantCulture, $"To do ({done.Count} of {_memory.Todos.Count} done)"));
        foreach (var todo in open.Take(_level.Todos))
        {
            Item(todo.State == TodoState.InProgress ? "being done: " : "", todo.Text, MemoryLimits.Todo);
        }

        foreach (var todo in done.TakeLast(_level.Done))
        {
            Item("done: ", todo.Text, MemoryLimits.Todo);
        }
    }

    private void Decisions()
    {
        if (_memory.Decisions.Count == 0 || _level.Decisions == 0)
        {
            return;
        }

        Heading("Decisions");
        var shown = _memory.Decisions.OrderByDescending(decision => decision.Weight).ThenByDescending(decision => decision.At).Take(_level.Decisions).OrderBy(decision => decision.At);
        foreach (var decision in shown)
        {
            Item("", decision.Text, _level.Decision);
        }
    }

    private void Commands()
    {
        if (_memory.Commands.Count == 0 || _level.Commands == 0)
        {
            return;
        }

        Heading("Commands (latest first)");
        foreach (var command in _memory.Commands.Reverse().Take(_level.Commands))
        {
            _text.Append("- ").Append(Excerpt.Line(command.Command, 160)).Append(" → ").Append(Outcome(command)).Append('\n');
            // What failed stands among the errors already.
            if (_level.Output > 0 && command.Output.Length > 0 && !_memory.Errors.Any(error => error.At == command.At && error.What == command.Command))
            {
                _text.Append(Indented(Excerpt.Tail(command.Output, _level.Output))).Append('\n');
            }
        }
    }

    private static string Outcome(CommandRun command) => command.Outcome switch
    {
        CommandOutcome.Background => "runs in the background",
        CommandOutcome.Failed when command.Exit is > 0 or < 0 => string.Create(CultureInfo.InvariantCulture, $"failed (exit {command.Exit})"),
        CommandOutcome.Failed => "failed",
        _ => "ok",
    };

    private void State()
    {
        if (_memory.StateAtSummary is { Length: > 0 } state && _level.State > 0)
        {
            Heading("State when the conversation was last summarised");
            _text.Append(Entry(state, _level.State)).Append('\n');
        }
    }

    private void Heading(string name) => _text.Append("## ").Append(name).Append('\n');

    private void Item(string before, string text, int most) => _text.Append("- ").Append(before).Append(Entry(text, most)).Append('\n');

    private static string Entry(string text, int most) => most >= WorthLines ? Indented(Excerpt.Of(text, most)).TrimStart() : Excerpt.Line(text, most);

    private static string Indented(string text) => "  " + text.ReplaceLineEndings("\n").Replace("\n", "\n  ", StringComparison.Ordinal);
}
