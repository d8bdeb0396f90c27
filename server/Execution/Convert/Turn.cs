using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>What a part of a turn is to the other dialect.</summary>
internal enum PartKind
{
    /// <summary>Text: a string of the request, or words of ours in its place.</summary>
    Text,

    /// <summary>Text of a system message in the middle of the conversation.</summary>
    SystemText,

    /// <summary>An image block.</summary>
    Image,

    /// <summary>A call by the model.</summary>
    ToolUse,

    /// <summary>The client's answer to a call.</summary>
    ToolResult,
}

/// <summary>One part of a turn.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Json">The string of a text, the whole block of anything else; undefined when <paramref name="Words"/> stand for it.</param>
/// <param name="Words">Words that stand in for what the other dialect cannot say.</param>
internal readonly record struct Part(PartKind Kind, JsonElement Json, string? Words = null)
{
    /// <summary>Words in place of a block.</summary>
    public static Part Saying(string words, PartKind kind = PartKind.Text) => new(kind, default, words);

    /// <summary>Id of a call, or of the call that a result answers.</summary>
    public string Id => Block.Text(Json, Kind == PartKind.ToolUse ? "id"u8 : "tool_use_id"u8) ?? "";
}

/// <summary>All that one side says before the other speaks again.</summary>
/// <param name="Assistant">True for the model's side.</param>
/// <param name="Parts">In the order in which they were said.</param>
internal sealed record Turn(bool Assistant, List<Part> Parts);
