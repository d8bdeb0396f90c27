using System.Globalization;
using System.Text.Json;
using ClaudeSidecar.Context.Memory.Facts;

namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>Reads a call of one of Claude Code's tools.</summary>
internal static class CallReader
{
    private const int MostPlan = 4000;

    private static ReadOnlySpan<byte> FilePath => "file_path"u8;

    /// <summary>What is to be kept of a call until its result comes.</summary>
    public static Call Read(string tool, JsonElement input) => tool switch
    {
        "Read" => new(CallKind.Read, tool) { Target = Path(input, FilePath), IsPart = IsPart(input) },
        "Write" => new(CallKind.Write, tool) { Target = Path(input, FilePath), Version = Json.Text(input, "content"u8) is { } text ? TextVersion.Of(text) : null },
        "Edit" or "MultiEdit" => new(CallKind.Edit, tool) { Target = Path(input, FilePath) },
        "NotebookEdit" => new(CallKind.Edit, tool) { Target = Path(input, "notebook_path"u8) },
        "Bash" or "PowerShell" => Command(tool, Json.Text(input, "command"u8) ?? ""),
        "TodoWrite" => new(CallKind.Todos, tool) { Todos = Todos(Json.Member(input, "todos"u8)) },
        "TaskCreate" => new(CallKind.TaskCreate, tool) { Task = new("", Line(Json.Text(input, "subject"u8)), null) },
        "TaskUpdate" => new(CallKind.TaskUpdate, tool) { Task = TaskUpdate(input) },
        "TaskList" => new(CallKind.TaskList, tool),
        "ExitPlanMode" => new(CallKind.Plan, tool) { Plan = Json.Text(input, "plan"u8) is { } plan ? Excerpt.Of(plan, MostPlan) : null },
        "AskUserQuestion" => new(CallKind.Question, tool),
        "Agent" or "Task" => new(CallKind.Agent, tool) { Target = Excerpt.Line(Json.Text(input, "description"u8) ?? "", 120), IsPart = IsReading(input) },
        _ => new(CallKind.Other, Excerpt.Line(tool, 80)) { Target = Target(input) },
    };

    /// <summary>How far a task is, by the word that the tools use; null for others.</summary>
    public static TodoState? State(ReadOnlySpan<char> word) => word switch
    {
        "pending" => TodoState.Pending,
        "in_progress" => TodoState.InProgress,
        "completed" => TodoState.Completed,
        _ => null,
    };

    /// <summary>True for a sub-agent whose tools cannot write.</summary>
    public static bool IsReading(JsonElement input) => Json.Is(input, "subagent_type"u8, "Explore"u8) || Json.Is(input, "subagent_type"u8, "Plan"u8);

    private static Call Command(string tool, string command)
    {
        var shell = ShellReading.Of(command);
        return new(CallKind.Command, tool) { Target = Excerpt.Of(command, MemoryLimits.Command), Shell = shell };
    }

    private static bool IsPart(JsonElement input) =>
        Json.Integer(input, "offset"u8) is > 1 || Json.Member(input, "limit"u8).ValueKind is JsonValueKind.Number or JsonValueKind.String || Json.Member(input, "pages"u8).ValueKind == JsonValueKind.String;

    private static List<Todo> Todos(JsonElement list)
    {
        var todos = new List<Todo>();
        foreach (var item in Json.Items(list))
        {
            if (Line(Json.Text(item, "content"u8)) is { Length: > 0 } text && todos.Count < MemoryLimits.Todos)
            {
                todos.Add(new(text, State(Json.Text(item, "status"u8)) ?? TodoState.Pending));
            }
        }

        return todos;
    }

    private static TodoChanged? TaskUpdate(JsonElement input)
    {
        var id = Json.Text(input, "taskId"u8) ?? Json.Integer(input, "taskId"u8)?.ToString(CultureInfo.InvariantCulture);
        var state = Json.Text(input, "status"u8);
        return id is null ? null : new(Excerpt.Line(id, 40), Line(Json.Text(input, "subject"u8)), State(state), state == "deleted");
    }

    // What says best what the call is about, of the names that tools use.
    private static string Target(JsonElement input)
    {
        var target = Json.Text(input, "pattern"u8) ?? Json.Text(input, "url"u8) ?? Json.Text(input, "query"u8) ?? Json.Text(input, "description"u8) ?? Json.Text(input, "skill"u8) ?? Json.Text(input, "path"u8);
        return target is null ? "" : Excerpt.Line(target, 120);
    }

    private static string Path(JsonElement input, ReadOnlySpan<byte> name) => Json.Text(input, name) is { Length: <= MemoryLimits.Path } path ? path : "";

    private static string? Line(string? text) => text is null ? null : Excerpt.Line(text, MemoryLimits.Todo);
}
