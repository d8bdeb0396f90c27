using System.Text.Json;

namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>Follows the texts of files through a conversation.</summary>
/// <param name="only">The one file whose calls count, and nothing else; null: all that is said.</param>
internal sealed class FileBook(string? only = null)
{
    private const int MostFiles = 64;
    private const int MostLetters = 400_000;
    private const int MostLettersOfAll = 4_000_000;

    // These change no file, whatever they name; all others are taken to change what they name.
    private static readonly HashSet<string> Readers = new(StringComparer.Ordinal)
    {
        "Glob", "Grep", "LS", "WebFetch", "WebSearch", "Skill", "ToolSearch", "TaskGet", "TaskStop", "TaskOutput", "BashOutput", "KillShell", "KillBash",
        "ListAgents", "ReportFindings", "ScheduleWakeup", "SendMessage", "CronList", "ListMcpResourcesTool", "ReadMcpResourceTool", "EnterPlanMode",
    };

    private readonly Dictionary<string, KnownFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Tool, JsonElement Input)> _calls = new(StringComparer.Ordinal);
    private ClientNotes.NotedFile? _announced;
    private long _letters;
    private int _at;

    public IReadOnlyDictionary<string, KnownFile> Files => _files;

    public void Read(JsonElement message)
    {
        foreach (var block in Message.Blocks(message))
        {
            switch (block.Kind)
            {
                case Message.BlockKind.Call when only is not null && Json.Text(block.Value, "file_path"u8) != only:
                    break;
                case Message.BlockKind.Call when Json.Text(block.Whole, "id"u8) is { } id && Json.Text(block.Whole, "name"u8) is { } tool:
                    _calls[id] = (tool, block.Value);
                    break;
                case Message.BlockKind.Result when Json.Text(block.Whole, "tool_use_id"u8) is { } id && _calls.TryGetValue(id, out var call):
                    Read(call.Tool, call.Input, Message.ResultText(block.Value), Json.IsTrue(block.Whole, "is_error"u8));
                    break;
                case Message.BlockKind.Text when only is null && !Message.IsModels(message) && Json.Text(block.Value) is { } text:
                    ReadText(text, Message.IsClients(message));
                    break;
            }
        }

        _at++;
    }

    private void Read(string tool, JsonElement input, string result, bool isError)
    {
        var path = Json.Text(input, "file_path"u8) ?? "";
        switch (tool)
        {
            case "Bash" or "PowerShell":
                RunCommand(Json.Text(input, "command"u8) ?? "", result);
                break;
            case "Agent" or "Task":
                if (!CallReader.IsReading(input))
                {
                    Clear();
                }

                break;
            case "Read" when !isError && NumberedLines.Parse(result) is { } lines:
                See(path, lines, CallReader.Read(tool, input).IsPart);
                break;
            case "Read" or "TodoWrite" or "TaskCreate" or "TaskUpdate" or "TaskList" or "AskUserQuestion" or "ExitPlanMode":
                break;
            case "Write" or "Edit" or "MultiEdit" when isError:
                break;
            case "Write" when Json.Text(input, "content"u8) is { } content && FileChange.IsAsWritten(result):
                Know(path, content, isChanged: true);
                break;
            case "Edit" or "MultiEdit" when _files.TryGetValue(path, out var known) && FileChange.IsAsWritten(result) && Edits.Apply(known.Text, input) is { } edited:
                Know(path, edited, isChanged: true);
                break;
            case "Edit" when FileChange.IsAsWritten(result) && Json.Is(input, "old_string"u8, ""u8) && Json.Text(input, "new_string"u8) is { } created:
                Know(path, created, isChanged: true);
                break;
            case "Write" or "Edit" or "MultiEdit":
                Forget(path);
                break;
            default:
                if (!Readers.Contains(tool))
                {
                    RunUnknown(input);
                }

                break;
        }
    }

    private void ReadText(string text, bool isClients)
    {
        if (isClients)
        {
            ReadNote(text);
            return;
        }

        ClientBlocks.Take(text, (name, inner) =>
        {
            if (name is "system-reminder" or "task-notification")
            {
                ReadNote(name == "task-notification" ? $"<{name}>{inner}</{name}>" : inner);
            }
        });
    }

    // 2.1.329 announces a file in one note and shows it in the next, which may stand in the next message.
    private void ReadNote(string note)
    {
        if (_announced is { } announced && ClientNotes.Shown(note) is { } shown)
        {
            See(announced.Path, shown, announced.IsPart);
        }

        _announced = ClientNotes.Announced(note);
        foreach (var id in ClientNotes.EndedCalls(note))
        {
            // What went on in the background has written until now.
            if (_calls.TryGetValue(id, out var call))
            {
                Read(call.Tool, call.Input, "", isError: false);
            }
        }

        foreach (var file in ClientNotes.Files(note))
        {
            if (file.Deed == FileDeed.ChangedOutside)
            {
                Forget(file.Path);
            }
            else if (file.Lines is { } lines)
            {
                See(file.Path, lines, file.IsPart);
            }
        }
    }

    private void See(string path, NumberedLines lines, bool isPart)
    {
        if (lines is { First: 1, IsToTheEnd: true } && !isPart)
        {
            Know(path, lines.Text, isChanged: _files.TryGetValue(path, out var before) && before.IsChanged);
        }
        else if (_files.TryGetValue(path, out var known) && !known.Text.Contains(lines.Text, StringComparison.Ordinal))
        {
            Forget(path);
        }
    }

    private void RunCommand(string command, string result)
    {
        var shell = ShellReading.Of(command);
        var changed = CommandOutput.ChangedFiles(result).ToList();
        foreach (var path in _files.Keys.ToList())
        {
            if (shell.MayWrite(path, command) || changed.Exists(other => PathName.IsSame(other, path)))
            {
                Forget(path);
            }
        }
    }

    private void RunUnknown(JsonElement input)
    {
        var named = input.ValueKind == JsonValueKind.Undefined ? "" : input.GetRawText();
        foreach (var path in _files.Keys.ToList())
        {
            if (named.AsSpan().Contains(PathName.Name(path), StringComparison.Ordinal))
            {
                Forget(path);
            }
        }
    }

    private void Know(string path, string text, bool isChanged)
    {
        Forget(path);
        if (path.Length == 0 || text.Length > MostLetters)
        {
            return;
        }

        _files.Add(path, new(path, text, _at, isChanged));
        _letters += text.Length;
        while (_files.Count > MostFiles || _letters > MostLettersOfAll)
        {
            Forget(_files.Values.MinBy(file => (file.IsChanged, file.At))!.Path);
        }
    }

    private void Forget(string path)
    {
        if (_files.Remove(path, out var known))
        {
            _letters -= known.Text.Length;
        }
    }

    private void Clear()
    {
        _files.Clear();
        _letters = 0;
    }
}
