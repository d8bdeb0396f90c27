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

    /// <summary>Reasoning that was made here and shown to the client; Anthropic's own is sealed and never gets this far.</summary>
    Reasoning,
}

/// <summary>One part of a turn.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Json">The string of a text, the whole block of anything else; undefined when <paramref name="Words"/> stand for it.</param>
/// <param name="Words">Words that stand in for what the other dialect cannot say.</param>
/// <param name="Id">Id of a call, or of the call that a result answers; empty for anything else.</param>
internal readonly record struct Part(PartKind Kind, JsonElement Json, string? Words = null, string Id = "")
{
    /// <summary>Words in place of a block.</summary>
    public static Part Saying(string words, PartKind kind = PartKind.Text) => new(kind, default, words);

    /// <summary>A call, with its id.</summary>
    public static Part Call(JsonElement block) => new(PartKind.ToolUse, block, null, Block.Text(block, "id"u8) ?? "");

    /// <summary>A result, with the id of its call.</summary>
    public static Part Result(JsonElement block) => new(PartKind.ToolResult, block, null, Block.Text(block, "tool_use_id"u8) ?? "");
}

/// <summary>All that one side says before the other speaks again.</summary>
/// <param name="assistant">True for the model's side.</param>
internal sealed class Turn(bool assistant)
{
    private readonly List<Part> _calls = [];
    private HashSet<string>? _ids;

    /// <summary>True for the model's side.</summary>
    public bool Assistant { get; } = assistant;

    /// <summary>In the order in which they were said.</summary>
    public List<Part> Parts { get; } = [];

    /// <summary>The calls among them, each id once (edge case 63).</summary>
    public IReadOnlyList<Part> Calls => _calls;

    /// <summary>True when there is a call of this id among them.</summary>
    public bool HasCalled(string id) => _ids?.Contains(id) == true;

    /// <summary>The model's reasoning in this turn, where the client was shown it.</summary>
    public Part? Reasoning { get; set; }

    /// <summary>Adds what was said next.</summary>
    public void Add(Part part)
    {
        if (Assistant && part.Kind == PartKind.ToolUse && part.Id.Length > 0)
        {
            if ((_ids ??= new HashSet<string>(StringComparer.Ordinal)).Add(part.Id))
            {
                _calls.Add(part);
            }

            return;
        }

        Parts.Add(part);
    }
}
