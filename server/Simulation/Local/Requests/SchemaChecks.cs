using System.Text.Json;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local.Requests;

/// <summary>What servers do not take in the schemas of tools. One bad tool fails the whole request (local-servers 1.2).</summary>
internal static class SchemaChecks
{
    private const int MostRepetitions = 2000;

    private static readonly string[] Keywords = ["$schema", "multipleOf", "uniqueItems", "contains", "minContains", "maxContains", "patternProperties", "propertyNames", "format"];

    /// <summary>The refusal of the first schema that this server cannot take; null for none.</summary>
    public static LocalRefusal? Judge(JsonElement body, LocalScript local)
    {
        foreach (var tool in body.Items("tools"))
        {
            var function = tool.Field("function") ?? tool;
            if ((function.Field("parameters") ?? function.Field("input_schema")) is { } schema
                && Wrong(schema, schema, "#", local, function.Text("name") ?? "") is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private static LocalRefusal? Wrong(JsonElement schema, JsonElement root, string path, LocalScript local, string tool)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return LocalRefusal.When(local.Kind.IsLlama, $"JSON schema error at {path}: schema must be an object");
        }

        var unknown = local.Strict.Contains("schema-keywords") ? Keywords.FirstOrDefault(keyword => schema.Field(keyword) is not null) : null;
        return (local.Kind.IsLlama ? Grammar(schema, root, path) : null)
            ?? (local.Strict.Contains("grammar-old") ? OldGrammar(schema) : null)
            ?? LocalRefusal.When(unknown is not null, $"Invalid schema for function '{tool}': {unknown} is not supported.")
            ?? Children(schema, path).Select(child => Wrong(child.Schema, root, child.Path, local, tool)).FirstOrDefault(found => found is not null);
    }

    // As measured on llama-server v0.5.0.
    private static LocalRefusal? Grammar(JsonElement schema, JsonElement root, string path) =>
        schema.Text("$ref") is { } reference && !Resolves(reference, root)
            ? new(400, "invalid_request_error", $"JSON schema error at {path}: cannot resolve $ref {reference}, definitions not found")
            : Exceeds(schema, "minLength") || Exceeds(schema, "minItems") ? GrammarFailed : null;

    private static LocalRefusal? OldGrammar(JsonElement schema) =>
        schema.Field("pattern") is not null || Exceeds(schema, "maxLength") || Exceeds(schema, "maxItems") ? GrammarFailed : null;

    private static LocalRefusal GrammarFailed => new(400, "invalid_request_error", "Failed to initialize samplers: failed to parse grammar");

    private static bool Exceeds(JsonElement schema, string name) =>
        schema.Field(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) && value > MostRepetitions;

    private static bool Resolves(string reference, JsonElement root)
    {
        if (!reference.StartsWith('#'))
        {
            return false;
        }

        JsonElement? place = root;
        foreach (var part in reference.Split('/').Skip(1))
        {
            place = place?.Field(part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
        }

        return place is not null;
    }

    private static IEnumerable<(JsonElement Schema, string Path)> Children(JsonElement schema, string path)
    {
        if (schema.Field("properties") is { ValueKind: JsonValueKind.Object } properties)
        {
            foreach (var property in properties.EnumerateObject())
            {
                yield return (property.Value, $"{path}/properties/{property.Name}");
            }
        }

        if (schema.Field("items") is { } items)
        {
            yield return (items, $"{path}/items");
        }

        foreach (var name in new[] { "anyOf", "oneOf", "allOf" })
        {
            foreach (var (choice, index) in schema.Items(name).Select((choice, index) => (choice, index)))
            {
                yield return (choice, $"{path}/{name}/{index}");
            }
        }
    }
}
