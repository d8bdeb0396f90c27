using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ClaudeSidecar.Context.Conversation;

namespace ClaudeSidecar.Context.Fit;

/// <summary>Writes the definition of a tool with less said about it. Names, types and what is required stay as they are.</summary>
internal static class ToolShortener
{
    private static readonly JsonWriterOptions WriteOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000, SkipValidation = true };

    /// <summary>A shorter definition.</summary>
    /// <param name="tool">The client's.</param>
    /// <param name="level">Not <see cref="ToolLevel.LeftOut"/>.</param>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> tool, ToolLevel level)
    {
        using var document = JsonDocument.Parse(tool, new() { MaxDepth = 512 });
        if (level == ToolLevel.Whole || document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return tool;
        }

        var output = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(output, WriteOptions))
        {
            writer.WriteStartObject();
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.NameEquals("description"u8))
                {
                    writer.WriteString("description"u8, Shortened(MessageJson.Words(member.Value), level == ToolLevel.Short ? 400 : 120));
                }
                else if (member.NameEquals("input_schema"u8))
                {
                    writer.WritePropertyName("input_schema"u8);
                    WriteSchema(writer, member.Value, level);
                }
                else if (!member.NameEquals("cache_control"u8))
                {
                    writer.WritePropertyName(member.Name);
                    writer.WriteRawValue(MessageJson.Raw(member.Value), skipInputValidation: true);
                }
            }

            writer.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static void WriteSchema(Utf8JsonWriter writer, JsonElement schema, ToolLevel level)
    {
        switch (schema.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in schema.EnumerateObject())
                {
                    // A parameter may have this name, too; its value is a schema then.
                    if (member.NameEquals("description"u8) && member.Value.ValueKind == JsonValueKind.String)
                    {
                        if (level == ToolLevel.Short)
                        {
                            writer.WriteString("description"u8, Shortened(MessageJson.Words(member.Value), 100));
                        }
                    }
                    else if (!member.NameEquals("$schema"u8) && !member.NameEquals("examples"u8))
                    {
                        writer.WritePropertyName(member.Name);
                        WriteSchema(writer, member.Value, level);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in schema.EnumerateArray())
                {
                    WriteSchema(writer, item, level);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteRawValue(MessageJson.Raw(schema), skipInputValidation: true);
                break;
        }
    }

    // The first paragraph, or as many of its sentences as there is room for.
    private static string Shortened(string text, int limit)
    {
        text = text.TrimStart();
        var paragraph = text.AsSpan();
        var end = paragraph.IndexOf("\n\n");
        paragraph = end > 40 ? paragraph[..end] : paragraph;
        if (paragraph.Length > limit)
        {
            var head = paragraph[..limit];
            var sentence = Math.Max(head.LastIndexOf(". "), Math.Max(head.LastIndexOf(".\n"), head.LastIndexOf('。')));
            paragraph = sentence > limit / 3 ? head[..(sentence + 1)] : head[..Math.Max(1, head.LastIndexOf(' ') > limit / 2 ? head.LastIndexOf(' ') : limit)];
        }

        paragraph = paragraph.TrimEnd();
        return new(paragraph.Length > 0 && char.IsHighSurrogate(paragraph[^1]) ? paragraph[..^1] : paragraph);
    }
}
