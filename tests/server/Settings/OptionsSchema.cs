using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Tests.Settings;

/// <summary>The option table as a JSON schema, for editors that complete and check <c>sidecar.json</c>.</summary>
internal static class OptionsSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, IndentSize = 2, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    public static string Text()
    {
        var schema = Describe(OptionTable.Root);
        schema.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        schema.Insert(1, "title", "sidecar.json");
        schema["properties"]!["$schema"] = new JsonObject { ["type"] = "string" };
        schema["allowTrailingCommas"] = true;
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Describe(OptionField field)
    {
        var schema = new JsonObject { ["description"] = field.English };
        switch (field.Kind)
        {
            case OptionKind.Section:
                Members(schema, field);
                break;
            case OptionKind.List:
                schema["type"] = "array";
                schema["minItems"] = 1;
                schema["items"] = Members([], field);
                break;
            case OptionKind.Shares:
                schema["type"] = "array";
                schema["items"] = new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 1 };
                break;
            case OptionKind.Words:
                schema["type"] = "array";
                schema["items"] = new JsonObject { ["enum"] = new JsonArray([.. field.Words.Select(word => JsonValue.Create(word))]) };
                break;
            case OptionKind.Share:
                schema["type"] = "number";
                schema["minimum"] = 0;
                schema["maximum"] = 1;
                break;
            case OptionKind.Number:
                schema["type"] = "integer";
                schema["minimum"] = field.Minimum;
                schema["maximum"] = field.Maximum;
                break;
            case OptionKind.Switch:
                schema["type"] = "boolean";
                break;
            case OptionKind.Word:
                schema["enum"] = new JsonArray([.. field.Words.Select(word => JsonValue.Create(word))]);
                break;
            default:
                schema["type"] = "string";
                break;
        }

        if (Pattern(field.Kind) is { } pattern)
        {
            schema["pattern"] = pattern;
        }

        if (field.Default is { } value)
        {
            schema["default"] = JsonNode.Parse(field.Kind is OptionKind.Word or OptionKind.Duration or OptionKind.Schedule ? $"\"{value}\"" : value);
        }

        return schema;
    }

    private static JsonObject Members(JsonObject schema, OptionField section)
    {
        schema["type"] = "object";
        schema["additionalProperties"] = false;
        schema["properties"] = new JsonObject(section.Fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)Describe(field))));
        if (section.Fields.Where(field => field.Required).Select(field => (JsonNode?)field.Name).ToArray() is { Length: > 0 } required)
        {
            schema["required"] = new JsonArray(required);
        }

        return schema;
    }

    private static string? Pattern(OptionKind kind) => kind switch
    {
        OptionKind.Duration => "^([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d$",
        OptionKind.Address => "^https?://",
        _ => null,
    };
}
