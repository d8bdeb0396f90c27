using ClaudeSidecar.Context.Memory.Facts;

namespace ClaudeSidecar.Context.Memory;

/// <summary>Folds facts into a memory. Its whole state is the memory itself, so that it makes no difference where a fold begins.</summary>
internal sealed class MemoryFold
{
    // Never given up for others: what was asked for last is what is to be done now.
    private const int FreshWishes = 4;

    private readonly List<Wish> _wishes;
    private readonly List<Todo> _todos;
    private readonly List<Decision> _decisions;
    private readonly FileFold _files;
    private readonly List<CommandRun> _commands;
    private readonly List<OpenError> _errors;
    private string? _task;
    private string? _state;
    private bool _interrupted;
    private int _at;

    public MemoryFold(SessionMemory memory)
    {
        _wishes = [.. memory.Wishes];
        _todos = [.. memory.Todos];
        _decisions = [.. memory.Decisions];
        _files = new(memory.Files);
        _commands = [.. memory.Commands];
        _errors = [.. memory.Errors];
        _task = memory.Task;
        _state = memory.StateAtSummary;
        _interrupted = memory.IsInterrupted;
        _at = memory.Messages;
    }

    public void Add(MessageFacts message)
    {
        foreach (var fact in message.Facts)
        {
            Add(fact);
        }

        _at++;
    }

    public SessionMemory ToMemory() => new()
    {
        Messages = _at,
        Task = _task,
        StateAtSummary = _state,
        Wishes = _wishes,
        Todos = _todos,
        Decisions = _decisions,
        Files = _files.ToList(),
        Commands = _commands,
        Errors = _errors,
        IsInterrupted = _interrupted,
    };

    private void Add(Fact fact)
    {
        switch (fact)
        {
            case UserSaid said:
                Add(said);
                break;
            case UserInterrupted:
                _interrupted = true;
                break;
            case SummaryGiven summary:
                Add(summary);
                break;
            case DecisionMade made:
                Add(made);
                break;
            case TodosSet todos:
                _todos.Clear();
                _todos.AddRange(todos.Items);
                break;
            case TodoChanged changed:
                Add(changed);
                break;
            case FileTouched touched:
                _files.Add(touched, _at);
                break;
            case FilesMayHaveChanged:
                _files.Doubt();
                break;
            case CommandEnded ended:
                Add(ended);
                break;
            case CallFailed failed:
                _errors.RemoveAll(error => error.Subject == failed.Subject);
                _errors.Add(new(failed.Subject, failed.What, failed.Text, _at));
                Bound(_errors, MemoryLimits.Errors);
                break;
            case CallSucceeded succeeded:
                _errors.RemoveAll(error => Covers(succeeded.Subject, error.Subject));
                break;
        }
    }

    private void Add(UserSaid said)
    {
        if (_task is null)
        {
            _task = said.Text;
        }
        else if (_wishes.Count == 0 ? _task != said.Text : _wishes[^1].Text != said.Text)
        {
            AddWish(new(Excerpt.Of(said.Text, MemoryLimits.Wish), said.IsCorrection || _interrupted, _at));
        }

        _interrupted = false;
    }

    private void AddWish(Wish wish)
    {
        _wishes.Add(wish);
        if (_wishes.Count > MemoryLimits.Wishes)
        {
            // A correction holds for longer than a step that has been taken.
            var oldest = _wishes.FindIndex(0, MemoryLimits.Wishes - FreshWishes, other => !other.IsCorrection);
            _wishes.RemoveAt(Math.Max(0, oldest));
        }
    }

    private void Add(SummaryGiven summary)
    {
        // Where a memory was kept from before the compaction, it has the user's own words.
        _task ??= summary.Task;
        _state = summary.State;
        _interrupted = false;
        foreach (var wish in summary.Wishes)
        {
            if (wish != _task && !_wishes.Exists(known => known.Text == wish))
            {
                AddWish(new(wish, WordsOfCorrection.Are(wish), _at));
            }
        }
    }

    private void Add(DecisionMade made)
    {
        var known = _decisions.FindIndex(other => other.Text == made.Text);
        if (known >= 0)
        {
            made = made with { Weight = Math.Max(made.Weight, _decisions[known].Weight) };
            _decisions.RemoveAt(known);
        }

        _decisions.Add(new(made.Text, made.Weight, _at));
        if (_decisions.Count > MemoryLimits.Decisions)
        {
            var lightest = _decisions.Min(other => other.Weight);
            _decisions.RemoveAt(_decisions.FindIndex(other => other.Weight == lightest));
        }
    }

    private void Add(TodoChanged changed)
    {
        var at = _todos.FindIndex(todo => todo.Id == changed.Id);
        if (changed.IsDeleted)
        {
            if (at >= 0)
            {
                _todos.RemoveAt(at);
            }
        }
        else if (at >= 0)
        {
            _todos[at] = _todos[at] with { Text = changed.Text ?? _todos[at].Text, State = changed.State ?? _todos[at].State };
        }
        else if (changed.Text is not null)
        {
            _todos.Add(new(changed.Text, changed.State ?? TodoState.Pending, changed.Id));
            if (_todos.Count > MemoryLimits.Todos)
            {
                _todos.RemoveAt(Math.Max(0, _todos.FindIndex(todo => todo.State == TodoState.Completed)));
            }
        }
    }

    private void Add(CommandEnded ended)
    {
        _commands.RemoveAll(command => command.Outcome == CommandOutcome.Background && command.Command == ended.Command);
        _commands.Add(new(ended.Command, ended.Exit, ended.Outcome, ended.Output, _at));
        Bound(_commands, MemoryLimits.Commands);
    }

    private static bool Covers(string subject, string other) =>
        other.StartsWith(subject, StringComparison.Ordinal) && (other.Length == subject.Length || other[subject.Length] == ' ');

    private static void Bound<T>(List<T> list, int most)
    {
        if (list.Count > most)
        {
            list.RemoveRange(0, list.Count - most);
        }
    }
}
