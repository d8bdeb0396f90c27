using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// Writes a tool's input schema so that grammar builders and strict validators take it (edge case 67, local-servers 1.2). The order
/// of keys is kept: the model has seen it, and its cache with it.
/// </summary>
internal static class ToolSchemas
{
    // llama.cpp's grammars refuse to repeat anything more often.
    private const int MostRepetitions = 2000;

    /// <summary>Writes the schema; one that is missing or no object becomes that of an object without members.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement? schema, bool plain = false)
    {
        writer.WriteStartObject();
        var root = schema is { ValueKind: JsonValueKind.Object } known ? known : default;
        if (!Has(root, "type"u8))
        {
            writer.WriteString("type"u8, "object"u8);
        }

        WriteMembers(writer, root);
        if (!Has(root, "properties"u8))
        {
            writer.WriteStartObject("properties"u8);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static bool Has(JsonElement holder, ReadOnlySpan<byte> name) => Block.Member(holder, name) is not null;

    private static void WriteMembers(Utf8JsonWriter writer, JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in schema.EnumerateObject())
        {
            if (IsDropped(member))
            {
                continue;
            }

            writer.WritePropertyName(member.Name);
            switch (member.Name)
            {
                case "properties" or "patternProperties" or "$defs" or "definitions" or "dependentSchemas":
                    WriteMap(writer, member.Value);
                    break;
                case "items" or "prefixItems" or "anyOf" or "oneOf" or "allOf" or "not" or "if" or "then" or "else" or "contains" or "propertyNames":
                    WriteSchemas(writer, member.Value);
                    break;
                case "additionalProperties" when member.Value.ValueKind == JsonValueKind.Object:
                    WriteSchemas(writer, member.Value);
                    break;
                default:
                    member.Value.WriteTo(writer);
                    break;
            }
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, JsonElement map)
    {
        writer.WriteStartObject();
        if (map.ValueKind == JsonValueKind.Object)
        {
            foreach (var entry in map.EnumerateObject())
            {
                writer.WritePropertyName(entry.Name);
                WriteSchemas(writer, entry.Value);
            }
        }

        writer.WriteEndObject();
    }

    // A schema, or a list of them; a boolean one says no more than an empty one, and grammar builders refuse it.
    private static void WriteSchemas(Utf8JsonWriter writer, JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in schema.EnumerateArray())
            {
                WriteSchemas(writer, item);
            }

            writer.WriteEndArray();
            return;
        }

        writer.WriteStartObject();
        WriteMembers(writer, schema);
        writer.WriteEndObject();
    }

    private static bool IsDropped(JsonProperty member) => member.Name switch
    {
        "$schema" or "$id" or "cache_control" => true,
        "minLength" or "maxLength" or "minItems" or "maxItems" => !member.Value.TryGetInt32(out var count) || count > MostRepetitions,
        _ => member.Value.ValueKind == JsonValueKind.Null && member.Name is "type" or "properties",
    };
}
