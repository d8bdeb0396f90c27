using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Execution.History;

/// <summary>One block of a message, as it stands in the body or as it goes out instead.</summary>
internal sealed class HistoryBlock
{
    private HistoryBlock(ReadOnlyMemory<byte> raw, string type) => (Raw, Type) = (raw, type);

    /// <summary>Its JSON.</summary>
    public ReadOnlyMemory<byte> Raw { get; private set; }

    /// <summary>Its kind; empty when it has none.</summary>
    public string Type { get; }

    /// <summary>Id of a call, or of the call that it answers; empty for any other kind.</summary>
    public string Id { get; private init; } = "";

    /// <summary>What it is in the document; undefined for a block of our own.</summary>
    public JsonElement Json { get; private init; }

    /// <summary>True when it differs from what stands in the body.</summary>
    public bool Changed { get; private set; }

    /// <summary>True for reasoning of any kind.</summary>
    public bool IsThinking => Type is "thinking" or "redacted_thinking";

    /// <summary>True for the client's answer to a call.</summary>
    public bool IsResult => Type == "tool_result";

    /// <summary>True for what Anthropic's server tools answered; it stands in the assistant's message.</summary>
    public bool IsServerResult => Type.EndsWith("_tool_result", StringComparison.Ordinal) && Type != "mcp_tool_result";

    /// <summary>A block of the body.</summary>
    /// <param name="json">The block.</param>
    /// <param name="body">The memory that its document was read from.</param>
    public static HistoryBlock Of(JsonElement json, ReadOnlyMemory<byte> body)
    {
        var type = Block.Text(json, "type"u8) ?? "";
        var id = type.EndsWith("tool_use", StringComparison.Ordinal) ? Block.Text(json, "id"u8)
            : type.EndsWith("tool_result", StringComparison.Ordinal) ? Block.Text(json, "tool_use_id"u8)
            : "";
        var raw = JsonMarshal.GetRawUtf8Value(json);
        return new HistoryBlock(body.Span.Overlaps(raw, out var offset) ? body.Slice(offset, raw.Length) : raw.ToArray(), type) { Json = json, Id = id ?? "" };
    }

    /// <summary>A text of our own.</summary>
    public static HistoryBlock Saying(string words) => Made("text", json => json.WriteString("text"u8, words));

    /// <summary>A text of the body that was no block.</summary>
    public static HistoryBlock Quoting(JsonElement text) => Made("text", json =>
    {
        json.WritePropertyName("text"u8);
        text.WriteTo(json);
    });

    /// <summary>A result for a call that has none.</summary>
    public static HistoryBlock Missing(string id) => Made("tool_result", json =>
    {
        json.WriteString("tool_use_id"u8, id);
        json.WriteString("content"u8, "No result of this call was recorded."u8);
        json.WriteBoolean("is_error"u8, true);
    });

    /// <summary>True for reasoning that Anthropic did not make: nothing of it may reach Anthropic (edge cases 48, 49).</summary>
    public bool IsForeignThinking => Type switch
    {
        "thinking" => ForeignSignature.Is(Block.String(Json, "signature"u8) is { } signature ? JsonText.Raw(signature) : default),
        "redacted_thinking" => Block.String(Json, "data"u8) is not { } data || JsonText.IsBlank(data),
        _ => false,
    };

    /// <summary>True for a text of white space alone, which Anthropic refuses (edge case 51).</summary>
    public bool IsBlankText => Type == "text" && Json.ValueKind == JsonValueKind.Object && (Block.String(Json, "text"u8) is not { } text || JsonText.IsBlank(text));

    /// <summary>Gives it another id, of letters and digits only.</summary>
    public void Rename(string id)
    {
        Raw = JsonMembers.With(Raw, IsResult ? "tool_use_id" : "id", Encoding.ASCII.GetBytes($"\"{id}\""));
        Changed = true;
    }

    /// <summary>Takes a member out, where it has it.</summary>
    public void Drop(string member)
    {
        var without = JsonMembers.Without(Raw, member);
        Changed |= without.Length != Raw.Length;
        Raw = without;
    }

    private static HistoryBlock Made(string type, Action<Utf8JsonWriter> write)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            write(json);
            json.WriteEndObject();
        }

        return new HistoryBlock(output.ToArray(), type) { Changed = true };
    }
}
