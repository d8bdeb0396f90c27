using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClaudeSidecar.Simulation.Plays;

/// <summary>Makes a small value that a JSON schema accepts, for clients that ask for structured output (titles do).</summary>
internal static class SchemaSample
{
    public static string Write(JsonElement schema) => CompactJson.Text(Make(schema, "value", 0) ?? new JsonObject());

    private static JsonNode? Make(JsonElement schema, string name, int depth)
    {
        if (schema.Field("const") is { } constant)
        {
            return JsonNode.Parse(constant.GetRawText());
        }

        if (schema.Items("enum").Select(value => JsonNode.Parse(value.GetRawText())).FirstOrDefault() is { } first)
        {
            return first;
        }

        if (depth > 8)
        {
            return null;
        }

        if (schema.Items("anyOf").Concat(schema.Items("oneOf")).Concat(schema.Items("allOf")).Cast<JsonElement?>().FirstOrDefault() is { } choice)
        {
            return Make(choice, name, depth + 1);
        }

        return Type(schema) switch
        {
            "string" => Filled(schema, name),
            "integer" or "number" => schema.Field("minimum") is { } least ? JsonNode.Parse(least.GetRawText()) : JsonValue.Create(1),
            "boolean" => JsonValue.Create(true),
            "null" => null,
            "array" => new JsonArray([.. Enumerable.Range(0, Least(schema, "minItems")).Select(_ => Make(schema.Field("items") ?? default, name, depth + 1))]),
            _ => new JsonObject(Properties(schema, depth)),
        };
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Properties(JsonElement schema, int depth) =>
        schema.Field("properties") is { ValueKind: JsonValueKind.Object } properties
            ? properties.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, Make(property.Value, property.Name, depth + 1)))
            : [];

    private static JsonValue Filled(JsonElement schema, string name)
    {
        var text = name == "title" ? "Simulated session" : $"simulated {name}";
        return JsonValue.Create(text.PadRight(Least(schema, "minLength"), '.'));
    }

    private static int Least(JsonElement schema, string name) =>
        schema.Field(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? Math.Clamp(value, 0, 1000) : 0;

    private static string? Type(JsonElement schema) => schema.Field("type") switch
    {
        { ValueKind: JsonValueKind.String } type => type.GetString(),
        { ValueKind: JsonValueKind.Array } types => types.EnumerateArray().Select(type => type.GetString()).FirstOrDefault(type => type != "null"),
        _ => null,
    };
}
