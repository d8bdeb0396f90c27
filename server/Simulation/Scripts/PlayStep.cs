using System.Text.Json;

namespace ClaudeSidecar.Simulation.Scripts;

/// <summary>One answer of the simulated model.</summary>
internal sealed record PlayStep
{
    private static readonly string[] KnownStops = ["end_turn", "max_tokens", "stop_sequence", "tool_use", "pause_turn", "refusal", "model_context_window_exceeded"];

    /// <summary>The visible text; empty for none.</summary>
    public string Text { get; init; } = "";

    /// <summary>The thinking before it; empty for none.</summary>
    public string Thinking { get; init; } = "";

    /// <summary>The tools that it calls, all in one answer.</summary>
    public IReadOnlyList<PlayTool> Tools { get; init; } = [];

    /// <summary>Anthropic's stop reason; null for the natural one.</summary>
    public string? StopReason { get; init; }

    /// <summary>Reads one step.</summary>
    public static PlayStep Read(ScriptNode node)
    {
        var step = node.AsObject("text", "thinking", "tools", "stopReason");
        var read = new PlayStep
        {
            Text = step.Text("text") ?? "",
            Thinking = step.Text("thinking") ?? "",
            Tools = [.. step.Items("tools").Select(PlayTool.Read)],
            StopReason = step.Text("stopReason"),
        };
        if (read is { Text.Length: 0, Tools.Count: 0, StopReason: null })
        {
            step.Problem("a step needs a text or tools");
        }

        if (read.StopReason is { } stop && !KnownStops.Contains(stop))
        {
            step.Problem("stopReason", $"unknown; known: {string.Join(", ", KnownStops)}");
        }

        return read;
    }
}

/// <summary>A tool call in a step.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Input">Its input, an object; <c>${cwd}</c> in texts stands for the session's folder.</param>
/// <param name="Id">The call's id; null for a fresh one.</param>
internal sealed record PlayTool(string Name, JsonElement Input, string? Id)
{
    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    /// <summary>Reads one call.</summary>
    public static PlayTool Read(ScriptNode node)
    {
        var tool = node.AsObject("name", "input", "id");
        var name = tool.Text("name");
        if (string.IsNullOrEmpty(name))
        {
            tool.Problem("name", "a tool call needs a name");
        }

        var input = tool.Child("input");
        if (input is not null && input.Json.ValueKind != JsonValueKind.Object)
        {
            input.Problem("a tool's input is an object");
        }

        return new(name ?? "", input?.Json ?? Empty, tool.Text("id"));
    }
}
