using System.Text;
using System.Text.Json;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>What becomes of each kind of content block. A kind that is not known degrades to text, never to an error (edge cases 47, 65, 115).</summary>
internal static class ContentBlocks
{
    private const int LongestTextFile = 4 << 20;

    /// <summary>Reads a member <c>content</c>, of whatever shape.</summary>
    /// <param name="holder">A message or a block.</param>
    /// <param name="kind">What its text counts as.</param>
    /// <param name="into">Gets the parts in order.</param>
    public static void ReadContent(JsonElement holder, PartKind kind, List<Part> into)
    {
        if (Block.Member(holder, "content"u8) is { } content)
        {
            ReadAll(content, kind, into);
        }
    }

    /// <summary>Reads a text, a block, or a list of them.</summary>
    /// <param name="content">Anything.</param>
    /// <param name="kind">What its text counts as.</param>
    /// <param name="into">Gets the parts in order.</param>
    public static void ReadAll(JsonElement content, PartKind kind, List<Part> into)
    {
        if (content.ValueKind != JsonValueKind.Array)
        {
            Read(content, kind, into);
            return;
        }

        foreach (var block in content.EnumerateArray())
        {
            Read(block, kind, into);
        }
    }

    /// <summary>Reads one block; a block that only Anthropic can use leaves nothing.</summary>
    /// <param name="block">Any block.</param>
    /// <param name="kind">What its text counts as.</param>
    /// <param name="into">Gets the parts in order.</param>
    public static void Read(JsonElement block, PartKind kind, List<Part> into)
    {
        if (block.ValueKind == JsonValueKind.String)
        {
            Say(block, kind, into);
        }
        else if (Block.Is(block, "type"u8, "text"u8))
        {
            Say(Block.String(block, "text"u8), kind, into);
        }
        else if (Block.Is(block, "type"u8, "tool_result"u8))
        {
            into.Add(Part.Result(block));
        }
        else if (Block.Is(block, "type"u8, "tool_use"u8))
        {
            into.Add(Part.Call(block));
        }
        else if (Block.Is(block, "type"u8, "image"u8))
        {
            into.Add(new Part(PartKind.Image, block));
        }
        else if (Block.Text(block, "type"u8) is { } type)
        {
            ReadRare(block, type, kind, into);
        }
    }

    private static void ReadRare(JsonElement block, string type, PartKind kind, List<Part> into)
    {
        switch (type)
        {
            case "thinking":
                ReadThinking(block, into);
                break;
            case "document":
                ReadDocument(block, kind, into);
                break;
            case "search_result":
                into.Add(Part.Saying($"Search result: {Title(block)} {Block.Text(block, "source"u8)}", kind));
                ReadContent(block, kind, into);
                break;
            case "web_search_result":
                into.Add(Part.Saying($"Web result: {Title(block)} {Block.Text(block, "url"u8)}", kind));
                break;
            case "web_fetch_result":
                into.Add(Part.Saying($"Web page: {Block.Text(block, "url"u8)}", kind));
                ReadContent(block, kind, into);
                break;
            case "tool_reference":
                into.Add(Part.Saying($"The tool {ToolNames.Outgoing(Block.Text(block, "tool_name"u8) ?? "")} is available now.", kind));
                break;
            case "container_upload":
                into.Add(Part.Saying("[A file stood here; this model cannot open it.]", kind));
                break;

            // A call of a server's tool means nothing without the server, and the rest are notes to the API.
            case "redacted_thinking" or "server_tool_use" or "mcp_tool_use" or "tool_addition" or "tool_removal" or "fallback" or "compaction_delta":
                break;
            default:
                ReadUnknown(block, type, kind, into);
                break;
        }
    }

    private static void Say(JsonElement? text, PartKind kind, List<Part> into)
    {
        if (text is { } words && !JsonText.IsBlank(words))
        {
            into.Add(new Part(kind, words));
        }
    }

    // Anthropic's reasoning is sealed by its maker and stays behind; what was made here can be given back to who made it.
    private static void ReadThinking(JsonElement block, List<Part> into)
    {
        var signature = Block.String(block, "signature"u8) is { } seal ? JsonText.Raw(seal) : default;
        if (ForeignSignature.Is(signature))
        {
            Say(Block.String(block, "thinking"u8), PartKind.Reasoning, into);
        }
    }

    private static void ReadDocument(JsonElement block, PartKind kind, List<Part> into)
    {
        if (Title(block) is { } title)
        {
            into.Add(Part.Saying($"Document: {title}", kind));
        }

        Say(Block.String(block, "context"u8), kind, into);
        var source = Block.Member(block, "source"u8) ?? default;
        switch (Block.Text(source, "type"u8))
        {
            case "text":
                Say(Block.String(source, "data"u8), kind, into);
                break;
            case "content":
                ReadContent(source, kind, into);
                break;
            case "base64" when TextFile(source) is { } text:
                into.Add(Part.Saying(text, kind));
                break;
            case "url":
                into.Add(Part.Saying($"[A document stood here, {Block.Text(source, "url"u8)}; this model cannot read it.]", kind));
                break;
            default:
                into.Add(Part.Saying($"[A document ({Block.Text(source, "media_type"u8) ?? "file"}) stood here; this model cannot read it.]", kind));
                break;
        }
    }

    private static string? TextFile(JsonElement source)
    {
        var readable = Block.Text(source, "media_type"u8) is { } type &&
            (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase));
        return readable && Block.String(source, "data"u8) is { } data && JsonText.Raw(data).Length < LongestTextFile && data.TryGetBytesFromBase64(out var bytes) && bytes.Length > 0
            ? Encoding.UTF8.GetString(bytes)
            : null;
    }

    // Results of tools that ran at Anthropic hold their content as one object, whose members differ from tool to tool.
    private static void ReadUnknown(JsonElement block, string type, PartKind kind, List<Part> into)
    {
        var before = into.Count;
        Say(Block.String(block, "text"u8), kind, into);
        Say(Block.String(block, "stdout"u8), kind, into);
        Say(Block.String(block, "stderr"u8), kind, into);
        if (Block.Text(block, "error_code"u8) is { } error)
        {
            into.Add(Part.Saying($"[{type}: {error}]", kind));
        }

        ReadContent(block, kind, into);
        if (into.Count == before)
        {
            into.Add(Part.Saying($"[A block of the kind {type} stood here; this model cannot read it.]", kind));
        }
    }

    private static string? Title(JsonElement block) => Block.Text(block, "title"u8) is { Length: > 0 } title ? title : null;
}
