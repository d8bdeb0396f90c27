using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>The tools of a request that another model can be offered, in the client's order (edge cases 66–69, 115).</summary>
internal sealed class RequestTools
{
    // A marker of the client's tool search; it is never to be called (claude-wire 8c).
    private const string Placeholder = "DeferredToolPlaceholder";

    private readonly List<Offered> _offered = [];
    private readonly List<string> _missing = [];

    /// <summary>The names that answers may use.</summary>
    public ToolNames Names { get; private set; } = new();

    /// <summary>Names of the tools that run at Anthropic and cannot be offered.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>Reads <c>tools</c>. Deferred ones count as all others: there is no search on a local server that would find them.</summary>
    /// <param name="root">The Messages request.</param>
    public static RequestTools Read(JsonElement root)
    {
        var tools = new RequestTools();
        foreach (var tool in Block.Items(root, "tools"u8))
        {
            tools.Add(tool);
        }

        return tools;
    }

    /// <summary>Offers one tool alone, for a server that cannot be told which to call.</summary>
    public void Keep(string name)
    {
        _offered.RemoveAll(tool => tool.Name != name);
        var kept = _offered[0];
        Names = new ToolNames();
        Names.Add(kept.Name, kept.Schema);
    }

    /// <summary>Offers none.</summary>
    public void Clear()
    {
        _offered.Clear();
        Names = new ToolNames();
    }

    /// <summary>Writes <c>tools</c> in the form that all dialects but Anthropic's share; nothing when there are none.</summary>
    /// <param name="writer">Stands inside the request.</param>
    /// <param name="options">How plain the schemas and how short the descriptions must be.</param>
    public void Write(Utf8JsonWriter writer, ConvertOptions options) => Write(writer, options, nested: true);

    /// <summary>Writes <c>tools</c> in Anthropic's form, with the fields that every server of that dialect takes; nothing when there are none.</summary>
    /// <param name="writer">Stands inside the request.</param>
    /// <param name="options">How plain the schemas and how short the descriptions must be.</param>
    public void WriteFlat(Utf8JsonWriter writer, ConvertOptions options) => Write(writer, options, nested: false);

    private void Write(Utf8JsonWriter writer, ConvertOptions options, bool nested)
    {
        if (_offered.Count == 0)
        {
            return;
        }

        var text = new JsonText();
        writer.WriteStartArray("tools"u8);
        foreach (var tool in _offered)
        {
            writer.WriteStartObject();
            if (nested)
            {
                writer.WriteString("type"u8, "function"u8);
                writer.WriteStartObject("function"u8);
            }

            writer.WriteString("name"u8, ToolNames.Outgoing(tool.Name));
            if (tool.AddDescription(text, options.Family.LongestDescription))
            {
                writer.WritePropertyName("description"u8);
                text.WriteTo(writer);
            }

            writer.WritePropertyName(nested ? "parameters"u8 : "input_schema"u8);
            ToolSchemas.Write(writer, tool.Schema, options.PlainSchemas);
            writer.WriteEndObject();
            if (nested)
            {
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }

    private void Add(JsonElement tool)
    {
        if (Block.Text(tool, "name"u8) is not { Length: > 0 } name)
        {
            // A whole server of tools (mcp_toolset) has no name of its own.
            if (Block.Text(tool, "mcp_server_name"u8) is { } server)
            {
                _missing.Add(server);
            }

            return;
        }

        if (name == Placeholder)
        {
            return;
        }

        if (Block.Text(tool, "type"u8) is not { } type || type == "custom")
        {
            Offer(new Offered(name, Block.Member(tool, "input_schema"u8), Block.String(tool, "description"u8), null));
        }
        else if (BuiltInTools.TryFind(type, out var description, out var schema))
        {
            Offer(new Offered(name, schema, null, description));
        }
        else
        {
            _missing.Add(name);
        }
    }

    private void Offer(Offered tool)
    {
        if (Names.Add(tool.Name, tool.Schema))
        {
            _offered.Add(tool);
        }
    }

    private sealed record Offered(string Name, JsonElement? Schema, JsonElement? Description, string? Words)
    {
        public bool AddDescription(JsonText text, int? longest)
        {
            if (Words is not null)
            {
                text.Add(Words);
            }
            else if (Description is { } description && longest is { } limit && JsonText.Raw(description).Length > limit)
            {
                text.Add(Shortened(JsonText.Decode(description), limit));
            }
            else if (Description is { } whole)
            {
                text.Add(whole);
            }

            return !text.IsEmpty;
        }

        // At the end of a paragraph or sentence where there is one in the second half.
        private static string Shortened(string text, int limit)
        {
            if (text.Length <= limit)
            {
                return text;
            }

            var head = text.AsSpan(0, limit);
            var end = Math.Max(head.LastIndexOf("\n\n"), head.LastIndexOf(". ") + 1);
            end = end > limit / 2 ? end : limit;
            return new string(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end).TrimEnd());
        }
    }
}
