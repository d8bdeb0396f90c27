using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>What becomes of each kind of content block. A kind that is not known degrades to text, never to an error (edge cases 47, 65, 115).</summary>
internal static class ContentBlocks
{
    /// <summary>The parts that a block becomes; none for a block that only Anthropic can use.</summary>
    /// <param name="block">Any block.</param>
    /// <param name="textKind">What its text counts as.</param>
    public static IEnumerable<Part> Parts(JsonElement block, PartKind textKind)
    {
        if (block.ValueKind == JsonValueKind.String)
        {
            return Text(block, textKind);
        }

        return Block.Text(block, "type"u8) switch
        {
            "text" => Text(Block.String(block, "text"u8), textKind),
            "image" => [new Part(PartKind.Image, block)],
            "tool_use" => [new Part(PartKind.ToolUse, block)],
            "tool_result" => [new Part(PartKind.ToolResult, block)],
            "document" => Document(block, textKind),
            "search_result" => SearchResult(block, textKind),
            "tool_reference" => [Part.Saying($"The tool {Block.Text(block, "tool_name"u8)} is available now.", textKind)],
            "web_search_tool_result" or "web_fetch_tool_result" => WebResult(block, textKind),

            // Reasoning is sealed by its maker; a call of a server's tool means nothing without the server; the rest are notes to the API.
            "thinking" or "redacted_thinking" or "server_tool_use" or "mcp_tool_use" or "tool_addition" or "tool_removal" or "fallback" => [],
            null => [],
            var type => Unknown(block, type, textKind),
        };
    }

    private static IEnumerable<Part> Text(JsonElement? text, PartKind kind) =>
        text is not { } words || JsonText.IsBlank(words) ? [] : [new Part(kind, words)];

    private static IEnumerable<Part> Document(JsonElement block, PartKind kind)
    {
        if (Title(block) is { } title)
        {
            yield return Part.Saying($"Document: {title}", kind);
        }

        var source = Block.Member(block, "source"u8) ?? default;
        if (Block.Is(source, "type"u8, "text"u8))
        {
            foreach (var part in Text(Block.String(source, "data"u8), kind))
            {
                yield return part;
            }
        }
        else if (Block.Is(source, "type"u8, "content"u8))
        {
            foreach (var part in Content(source, kind))
            {
                yield return part;
            }
        }
        else
        {
            yield return Part.Saying($"[A document ({Block.Text(source, "media_type"u8) ?? "file"}) stood here; this model cannot read it.]", kind);
        }
    }

    private static IEnumerable<Part> SearchResult(JsonElement block, PartKind kind) =>
        Content(block, kind).Prepend(Part.Saying($"Search result: {Title(block)} {Block.Text(block, "source"u8)}", kind));

    private static IEnumerable<Part> WebResult(JsonElement block, PartKind kind)
    {
        foreach (var item in Block.Items(block, "content"u8))
        {
            yield return Part.Saying($"Web result: {Title(item)} {Block.Text(item, "url"u8)}", kind);
        }

        if (Block.Member(block, "content"u8) is { ValueKind: JsonValueKind.Object } page)
        {
            yield return Part.Saying($"Web page: {Block.Text(page, "url"u8)}", kind);
            foreach (var part in Block.Member(page, "content"u8) is { } document ? Parts(document, kind) : [])
            {
                yield return part;
            }
        }
    }

    private static List<Part> Unknown(JsonElement block, string type, PartKind kind)
    {
        var inner = Text(Block.String(block, "text"u8), kind).Concat(Content(block, kind)).ToList();
        return inner.Count > 0 ? inner : [Part.Saying($"[A block of the kind {type} stood here; this model cannot read it.]", kind)];
    }

    /// <summary>The parts of a member <c>content</c>, string or array.</summary>
    public static IEnumerable<Part> Content(JsonElement holder, PartKind kind) => Block.String(holder, "content"u8) is { } text
        ? Text(text, kind)
        : Block.Items(holder, "content"u8).SelectMany(block => Parts(block, kind));

    private static string? Title(JsonElement block) => Block.Text(block, "title"u8) is { Length: > 0 } title ? title : null;
}
