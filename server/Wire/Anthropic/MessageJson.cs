using System.Text.Encodings.Web;
using System.Text.Json;

namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>The pieces of JSON that a streamed and a whole answer have in common.</summary>
internal static class MessageJson
{
    // Our output is JSON on the wire, never inside HTML: quotes and letters of other scripts need no \u form.
    // The state machine above it keeps the structure right, so the writer need not check it again for each event.
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void WriteUsage(Utf8JsonWriter writer, in Usage usage)
    {
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("input_tokens"u8, usage.Input);
        writer.WriteNumber("cache_creation_input_tokens"u8, 0);
        writer.WriteNumber("cache_read_input_tokens"u8, usage.CacheRead);
        writer.WriteNumber("output_tokens"u8, usage.Output);
        writer.WriteEndObject();
    }

    public static void WriteStop(Utf8JsonWriter writer, StopReason? reason, string? stopSequence)
    {
        if (reason is { } known)
        {
            writer.WriteString("stop_reason"u8, known.Wire());
        }
        else
        {
            writer.WriteNull("stop_reason"u8);
        }

        writer.WriteString("stop_sequence"u8, stopSequence);
    }

    public static void WriteHead(Utf8JsonWriter writer, string id, string model)
    {
        writer.WriteString("id"u8, id);
        writer.WriteString("type"u8, "message"u8);
        writer.WriteString("role"u8, "assistant"u8);
        writer.WriteString("model"u8, model);
    }
}
