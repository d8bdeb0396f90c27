using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>Writes the tools and what the request says about their use (edge cases 66–69, 115).</summary>
internal static class RequestTools
{
    // A marker of the client's tool search; it is never to be called (claude-wire 8c).
    private const string Placeholder = "DeferredToolPlaceholder";

    /// <summary>Writes <c>tools</c> and, when there are any, <c>tool_choice</c> and <c>parallel_tool_calls</c>.</summary>
    /// <returns>The tools that went out.</returns>
    public static ToolNames Write(Utf8JsonWriter writer, JsonElement root)
    {
        var names = new ToolNames();
        foreach (var tool in Block.Items(root, "tools"u8))
        {
            // Tools with a type of their own run at Anthropic: no other server has them.
            var served = Block.Text(tool, "type"u8) is { } type && type != "custom";
            if (served || Block.Text(tool, "name"u8) is not { Length: > 0 } name || name == Placeholder)
            {
                continue;
            }

            var first = names.IsEmpty;
            if (names.Add(name, Block.Member(tool, "input_schema"u8)))
            {
                if (first)
                {
                    writer.WriteStartArray("tools"u8);
                }

                WriteTool(writer, tool, name);
            }
        }

        if (!names.IsEmpty)
        {
            writer.WriteEndArray();
            WriteChoice(writer, root, names);
        }

        return names;
    }

    private static void WriteTool(Utf8JsonWriter writer, JsonElement tool, string name)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, ToolNames.Outgoing(name));
        if (Block.String(tool, "description"u8) is { } description)
        {
            var text = new JsonText();
            text.Add(description);
            writer.WritePropertyName("description"u8);
            text.WriteTo(writer);
        }

        writer.WritePropertyName("parameters"u8);
        ToolSchemas.Write(writer, Block.Member(tool, "input_schema"u8));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter writer, JsonElement root, ToolNames names)
    {
        if (Block.Member(root, "tool_choice"u8) is not { } choice)
        {
            return;
        }

        switch (Block.Text(choice, "type"u8))
        {
            case "auto":
                writer.WriteString("tool_choice"u8, "auto"u8);
                break;
            case "any":
                writer.WriteString("tool_choice"u8, "required"u8);
                break;
            case "none":
                writer.WriteString("tool_choice"u8, "none"u8);
                break;
            case "tool" when Block.Text(choice, "name"u8) is { } name && names.Contains(name):
                writer.WriteStartObject("tool_choice"u8);
                writer.WriteString("type"u8, "function"u8);
                writer.WriteStartObject("function"u8);
                writer.WriteString("name"u8, ToolNames.Outgoing(name));
                writer.WriteEndObject();
                writer.WriteEndObject();
                break;
        }

        if (Block.Member(choice, "disable_parallel_tool_use"u8) is { ValueKind: JsonValueKind.True })
        {
            writer.WriteBoolean("parallel_tool_calls"u8, false);
        }
    }
}
