using System.Runtime.InteropServices;
using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// Writes a tool's input schema so that grammar builders, strict validators and chat templates take it (edge case 67, local-servers
/// 1.2). One bad schema would fail the whole request, so only members that all of them know go out, with references written out in
/// full. The order of keys is kept: the model has seen it, and its cache with it.
/// </summary>
internal sealed class ToolSchemas
{
    // llama.cpp multiplies repetitions of what is inside each other and refuses more than 2000.
    private const int MostRepetitions = 500;
    private const int MostChoices = 500;

    private readonly Utf8JsonWriter _writer;
    private readonly SchemaReader _reader;
    private readonly bool _plain;

    private ToolSchemas(Utf8JsonWriter writer, SchemaReader reader, bool plain) => (_writer, _reader, _plain) = (writer, reader, plain);

    /// <summary>Writes the schema; one that is missing or no object becomes that of an object without members.</summary>
    /// <param name="writer">Where a value is to be written.</param>
    /// <param name="schema">The client's schema.</param>
    /// <param name="plain">True: nothing but types and descriptions.</param>
    public static void Write(Utf8JsonWriter writer, JsonElement? schema, bool plain = false)
    {
        var reader = new SchemaReader(schema ?? default);
        new ToolSchemas(writer, reader, plain).WriteRoot(reader.ReadRoot());
    }

    private void WriteRoot(SchemaShape root)
    {
        _writer.WriteStartObject();
        if (!Block.IsText(root["type"], "object"u8))
        {
            root.Remove("type");
            _writer.WriteString("type"u8, "object"u8);
        }

        WriteMembers(root, optional: false, depth: 0);
        if (!root.Has("properties"))
        {
            _writer.WriteStartObject("properties"u8);
            _writer.WriteEndObject();
        }

        _writer.WriteEndObject();
    }

    private void WriteSchema(JsonElement schema, bool optional, int depth)
    {
        var shape = _reader.Read(schema, optional, depth, out var open);
        _writer.WriteStartObject();
        if (!shape.Has("type") && ImpliedType(shape) is { } implied)
        {
            _writer.WriteString("type"u8, implied);
        }

        WriteMembers(shape, optional, depth);
        _writer.WriteEndObject();
        _reader.Close(open);
    }

    // Templates print the type of each property, and some servers read arguments by it.
    private static string? ImpliedType(SchemaShape shape) =>
        shape.Has("properties") ? "object"
        : shape.Has("items") || shape.Has("prefixItems") ? "array"
        : shape["enum"] is { ValueKind: JsonValueKind.Array } choices && choices.GetArrayLength() > 0 && choices.EnumerateArray().All(choice => choice.ValueKind == JsonValueKind.String) ? "string"
        : shape["const"].ValueKind == JsonValueKind.String ? "string"
        : null;

    private void WriteMembers(SchemaShape shape, bool optional, int depth)
    {
        foreach (var (name, value) in shape.Members)
        {
            switch (name)
            {
                case "type":
                    WriteType(value, optional);
                    break;
                case "description" when value.ValueKind == JsonValueKind.String:
                    WriteRaw(name, value);
                    break;
                case "properties":
                    WriteProperties(shape, depth);
                    break;
                case "required" when shape.Required.Any():
                    WriteRequired(shape);
                    break;
                case "items":
                    WriteItems(value, depth);
                    break;
                case "prefixItems" when !shape.Has("items"):
                    WriteItems(value, depth);
                    break;
                default:
                    if (!_plain)
                    {
                        WriteMore(name, value, depth);
                    }

                    break;
            }
        }
    }

    private void WriteMore(string name, JsonElement value, int depth)
    {
        switch (name)
        {
            case "anyOf" or "oneOf" when value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0:
                WriteChoices(name, value, depth);
                break;
            case "enum" when value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is > 0 and <= MostChoices:
            case "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" when value.ValueKind == JsonValueKind.Number:
            case "minLength" or "maxLength" or "minItems" or "maxItems" when value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count <= MostRepetitions:
            case "title" when value.ValueKind == JsonValueKind.String:
            case "additionalProperties" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
            case "default" or "examples":
                WriteRaw(name, value);
                break;
            case "const":
                _writer.WriteStartArray("enum"u8);
                WriteRaw(null, value);
                _writer.WriteEndArray();
                break;
            case "additionalProperties":
                _writer.WritePropertyName(name);
                WriteSchema(value, optional: false, depth + 1);
                break;
        }
    }

    // A list of types is a list of one where null means no more than leaving the value out.
    private void WriteType(JsonElement type, bool optional)
    {
        if (type.ValueKind == JsonValueKind.String)
        {
            WriteRaw("type", type);
            return;
        }

        if (type.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var types = type.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String && !(optional && Block.IsText(one, "null"u8))).ToList();
        if (types.Count == 1)
        {
            WriteRaw("type", types[0]);
        }
        else if (types.Count > 1)
        {
            _writer.WriteStartArray("type"u8);
            types.ForEach(one => WriteRaw(null, one));
            _writer.WriteEndArray();
        }
    }

    private void WriteProperties(SchemaShape shape, int depth)
    {
        _writer.WriteStartObject("properties"u8);
        foreach (var (name, value) in shape.Properties)
        {
            _writer.WritePropertyName(name);
            WriteSchema(value, !shape.Requires(name), depth + 1);
        }

        _writer.WriteEndObject();
    }

    private void WriteRequired(SchemaShape shape)
    {
        _writer.WriteStartArray("required"u8);
        foreach (var name in shape.Required)
        {
            _writer.WriteStringValue(name);
        }

        _writer.WriteEndArray();
    }

    // Validators want one schema for all items: where each place has its own, any of them will do.
    private void WriteItems(JsonElement items, int depth)
    {
        _writer.WritePropertyName("items"u8);
        if (items.ValueKind != JsonValueKind.Array)
        {
            WriteSchema(items, optional: false, depth + 1);
            return;
        }

        _writer.WriteStartObject();
        if (items.GetArrayLength() > 0)
        {
            WriteChoices("anyOf", items, depth);
        }

        _writer.WriteEndObject();
    }

    private void WriteChoices(string name, JsonElement choices, int depth)
    {
        _writer.WriteStartArray(name);
        foreach (var choice in choices.EnumerateArray())
        {
            WriteSchema(choice, optional: false, depth + 1);
        }

        _writer.WriteEndArray();
    }

    private void WriteRaw(string? name, JsonElement value)
    {
        if (name is not null)
        {
            _writer.WritePropertyName(name);
        }

        var raw = JsonMarshal.GetRawUtf8Value(value);
        _writer.WriteRawValue(JsonText.HasSurrogates(raw) ? JsonText.Mended(raw) : raw, skipInputValidation: true);
    }
}
