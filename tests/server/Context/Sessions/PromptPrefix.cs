using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Context.Sessions;

/// <summary>
/// A request in the order in which a server reads it (system, tools, messages), without cache marks and with every content as blocks:
/// what a cache of prompts compares.
/// </summary>
internal sealed class PromptPrefix
{
    private static readonly JsonWriterOptions WriteOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, MaxDepth = 1000 };

    private readonly ArrayBufferWriter<byte> _bytes = new(1 << 16);

    // Where the last answer of the model begins, with all that follows it.
    private int _lastRound;

    /// <summary>Reads a Messages request.</summary>
    public static PromptPrefix Of(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, new() { MaxDepth = 512 });
        var prefix = new PromptPrefix();
        using var writer = new Utf8JsonWriter(prefix._bytes, WriteOptions);
        Write(writer, document.RootElement.Get("system") ?? default);
        Write(writer, document.RootElement.Get("tools") ?? default);
        writer.Flush();
        prefix._lastRound = prefix._bytes.WrittenCount;
        var messages = document.RootElement.Items("messages").ToArray();
        var last = Array.FindLastIndex(messages, message => message.Text("role") == "assistant");
        for (var i = 0; i < messages.Length; i++)
        {
            Write(writer, messages[i]);
            writer.Flush();
            if (i < last)
            {
                prefix._lastRound = prefix._bytes.WrittenCount;
            }
        }

        return prefix;
    }

    /// <summary>True where all but the last round of this one is the beginning of the next one.</summary>
    public bool IsKeptBy(PromptPrefix next) => next._bytes.WrittenSpan.StartsWith(_bytes.WrittenSpan[.._lastRound]);

    /// <summary>How much of this one is the beginning of the next one, from 0 to 1.</summary>
    public double ShareIn(PromptPrefix next) => _bytes.WrittenSpan.CommonPrefixLength(next._bytes.WrittenSpan) / (double)Math.Max(1, _bytes.WrittenCount);

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        // Each part is a value of its own; the writer would count them as one.
        writer.Flush();
        writer.Reset();
        WriteValue(writer, value);
    }

    private static void WriteValue(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined:
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().Where(member => !member.NameEquals("cache_control"u8)))
                {
                    writer.WritePropertyName(member.Name);
                    if (member.NameEquals("content"u8) && member.Value.ValueKind == JsonValueKind.String)
                    {
                        writer.WriteStartArray();
                        writer.WriteStartObject();
                        writer.WriteString("type"u8, "text"u8);
                        writer.WritePropertyName("text"u8);
                        member.Value.WriteTo(writer);
                        writer.WriteEndObject();
                        writer.WriteEndArray();
                    }
                    else
                    {
                        WriteValue(writer, member.Value);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    WriteValue(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
