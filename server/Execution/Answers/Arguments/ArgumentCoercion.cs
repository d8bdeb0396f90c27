using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Execution.Answers.Arguments;

/// <summary>
/// Makes of strings what the schema asks for, where they can be read as that and the schema has no string there; and leaves out an
/// optional null that it does not allow. What may be a string stays one, whatever stands in it: a file's content is never touched.
/// </summary>
internal sealed class ArgumentCoercion
{
    private readonly Utf8JsonWriter _json;
    private bool _hasChanged;

    private ArgumentCoercion(Utf8JsonWriter json) => _json = json;

    /// <summary>The input as the schema wants it; the same memory where nothing is to be changed.</summary>
    /// <param name="input">One JSON object.</param>
    /// <param name="schema">The tool's input schema.</param>
    public static ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> input, JsonElement schema)
    {
        try
        {
            var output = new ArrayBufferWriter<byte>(input.Length + 16);
            using var json = new Utf8JsonWriter(output, MessageJson.Options);
            var coercion = new ArgumentCoercion(json);
            coercion.Write(JsonElement.Parse(input.Span, ArgumentReader.ReadOptions), ArgumentSchema.Of(schema));
            json.Flush();
            return coercion._hasChanged ? output.WrittenMemory : input;
        }
        catch (Exception odd) when (odd is InvalidOperationException or JsonException)
        {
            // Half of a surrogate pair somewhere: what cannot be read as text is left as it is.
            return input;
        }
    }

    private void Write(JsonElement value, ArgumentSchema? schema)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when schema is not null:
                WriteObject(value, schema);
                break;
            case JsonValueKind.Array when schema?.Items() is { } items:
                _json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(item, items);
                }

                _json.WriteEndArray();
                break;
            case JsonValueKind.String when schema is not null && TryRead(value.GetString()!, schema.Kinds) is { } meant:
                _hasChanged = true;
                Write(meant, schema);
                break;
            default:
                _json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
                break;
        }
    }

    private void WriteObject(JsonElement value, ArgumentSchema schema)
    {
        _json.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            var known = schema.Property(member.Name);
            if (known is not null && IsAbsent(member.Value, known.Kinds) && !schema.Requires(member.Name))
            {
                _hasChanged = true;
                continue;
            }

            _json.WritePropertyName(member.Name);
            Write(member.Value, known);
        }

        _json.WriteEndObject();
    }

    private static bool IsAbsent(JsonElement value, JsonKinds kinds) => !kinds.HasFlag(JsonKinds.Null) && value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.String => !kinds.HasFlag(JsonKinds.String) && (value.ValueEquals("null"u8) || value.ValueEquals("None"u8)),
        _ => false,
    };

    private static JsonElement? TryRead(string text, JsonKinds kinds)
    {
        if (kinds.HasFlag(JsonKinds.String))
        {
            return null;
        }

        var written = Encoding.UTF8.GetBytes(text.Trim());
        var output = new ArrayBufferWriter<byte>(Math.Max(1, written.Length));
        var reading = LenientJson.Read(written, output);
        var isWhole = reading.Ending == JsonEnding.Whole || reading.Ending == JsonEnding.Unclosed && written[0] is not ((byte)'{' or (byte)'[');
        if (!isWhole || reading.Length < written.Length || output.WrittenCount == 0)
        {
            return null;
        }

        var value = JsonElement.Parse(output.WrittenSpan, ArgumentReader.ReadOptions);
        var kind = JsonKindsOf.Value(value);
        if (kind == JsonKinds.Integer && value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E') && value.TryGetDouble(out var whole) && Math.Abs(whole) < 1e15)
        {
            value = JsonElement.Parse(Encoding.ASCII.GetBytes(((long)whole).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        // Words in quotes inside the string: the quotes belong to the value, whatever the schema wants.
        return kind != JsonKinds.String && kinds.HasFlag(kind) ? value : null;
    }
}
