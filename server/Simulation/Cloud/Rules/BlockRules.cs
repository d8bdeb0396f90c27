using System.Text.Json;
using System.Text.RegularExpressions;
using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Cloud.Rules;

/// <summary>One content block by itself.</summary>
internal static partial class BlockRules
{
    /// <summary>A text of white space only.</summary>
    public static readonly Refusal Blank = Refusal.Invalid("messages: text content blocks must contain non-whitespace text");

    // The fields of the blocks that a proxy might write; a block of another kind is Anthropic's own and is let through.
    private static readonly Dictionary<string, string[]> Fields = new()
    {
        ["text"] = ["type", "text", "cache_control", "citations"],
        ["thinking"] = ["type", "thinking", "signature"],
        ["redacted_thinking"] = ["type", "data"],
        ["tool_use"] = ["type", "id", "name", "input", "cache_control", "caller"],
        ["tool_result"] = ["type", "tool_use_id", "content", "is_error", "cache_control"],
        ["image"] = ["type", "source", "cache_control"],
    };

    private static readonly HashSet<string> Others =
    [
        "document", "search_result", "server_tool_use", "web_search_tool_result", "web_fetch_tool_result", "advisor_tool_result",
        "code_execution_tool_result", "bash_code_execution_tool_result", "text_editor_code_execution_tool_result", "tool_search_tool_result",
        "mcp_tool_use", "mcp_tool_result", "container_upload", "compaction", "fallback", "tool_addition", "tool_removal",
    ];

    public static Refusal? Judge(JsonElement block, string role, string path)
    {
        var type = block.Text("type");
        if (type is null)
        {
            return Refusal.Invalid($"{path}.type: Field required");
        }

        if (!Fields.TryGetValue(type, out var fields))
        {
            return Others.Contains(type) ? null : Refusal.Invalid($"{path}: Input tag '{type}' found using 'type' does not match any of the expected tags");
        }

        foreach (var field in block.EnumerateObject())
        {
            if (!fields.Contains(field.Name))
            {
                return Refusal.Invalid($"{path}.{type}.{field.Name}: Extra inputs are not permitted");
            }
        }

        return JudgePlace(type, role, path) ?? type switch
        {
            "text" => JudgeText(block, path),
            "thinking" => JudgeThinking(block, path),
            "redacted_thinking" => Refusal.Invalid($"{path}: Invalid `data` in `redacted_thinking` block"),
            "tool_use" => JudgeToolUse(block, path),
            "tool_result" => JudgeToolResult(block, path),
            _ => null,
        };
    }

    private static Refusal? JudgePlace(string type, string role, string path) => (type, role) switch
    {
        ("tool_use" or "thinking" or "redacted_thinking", "user" or "system") => Refusal.Invalid($"{path}: `{type}` blocks can only be in `assistant` messages"),
        ("tool_result", "assistant" or "system") => Refusal.Invalid($"{path}: `tool_result` blocks can only be in `user` messages"),
        ("image", "assistant" or "system") => Refusal.Invalid($"{path}: `image` blocks are not permitted in `{role}` messages"),
        _ => null,
    };

    private static Refusal? JudgeText(JsonElement block, string path) => block.Text("text") switch
    {
        null => Refusal.Invalid($"{path}.text.text: Field required"),
        { Length: 0 } when block.Field("cache_control") is not null => Refusal.Invalid($"{path}.text: cache_control cannot be set for empty text blocks"),
        { Length: 0 } => Refusal.Invalid("messages: text content blocks must be non-empty"),
        var text when string.IsNullOrWhiteSpace(text) => Blank,
        _ => null,
    };

    private static Refusal? JudgeThinking(JsonElement block, string path)
    {
        if (block.Text("thinking") is not { } thinking)
        {
            return Refusal.Invalid($"{path}.thinking.thinking: Field required");
        }

        return block.Text("signature") is not { } signature ? Refusal.Invalid($"{path}.thinking.signature: Field required")
            : !ThinkingSeal.IsGenuine(thinking, signature) ? Refusal.Invalid($"{path}: Invalid `signature` in `thinking` block")
            : null;
    }

    private static Refusal? JudgeToolUse(JsonElement block, string path) =>
        block.Text("id") is not { } id ? Refusal.Invalid($"{path}.tool_use.id: Field required")
        : !ToolId().IsMatch(id) ? Refusal.Invalid($"{path}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'")
        : string.IsNullOrEmpty(block.Text("name")) ? Refusal.Invalid($"{path}.tool_use.name: String should have at least 1 character")
        : block.Field("input") is not { ValueKind: JsonValueKind.Object } ? Refusal.Invalid($"{path}.tool_use.input: Input should be a valid dictionary")
        : null;

    private static Refusal? JudgeToolResult(JsonElement block, string path)
    {
        if (block.Text("tool_use_id") is not { } id)
        {
            return Refusal.Invalid($"{path}.tool_result.tool_use_id: Field required");
        }

        if (!ToolId().IsMatch(id))
        {
            return Refusal.Invalid($"{path}.tool_result.tool_use_id: String should match pattern '^[a-zA-Z0-9_-]+$'");
        }

        var content = block.Field("content");
        if (content is { ValueKind: not (JsonValueKind.String or JsonValueKind.Array) })
        {
            return Refusal.Invalid($"{path}.tool_result.content: Input should be a valid list");
        }

        return block.Items("content").Any(inner => inner.Text("type") == "text" && inner.Text("text") is null or "")
            ? Refusal.Invalid("messages: text content blocks must be non-empty")
            : null;
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex ToolId();
}
