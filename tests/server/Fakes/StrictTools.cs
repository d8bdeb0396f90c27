using System.Text.Json;
using System.Text.RegularExpressions;

namespace ClaudeSidecar.Tests.Fakes;

/// <summary>The rules on tools and their schemas.</summary>
internal static partial class StrictTools
{
    private static readonly string[] Types = ["string", "number", "integer", "boolean", "object", "array", "null"];

    /// <summary>Notes what is wrong with the tools of a request; their names.</summary>
    public static IReadOnlySet<string> Judge(JsonElement root, StrictFaults faults)
    {
        var names = new HashSet<string>();
        faults.Unless(root.Get("tools") is null or { ValueKind: JsonValueKind.Array }, "tools: is no list.");
        var index = 0;
        foreach (var tool in root.Items("tools"))
        {
            var place = $"tools.{index++}";
            var name = tool.Text("name") ?? "";
            faults.Unless(Name().IsMatch(name), $"{place}: \"{name}\" is no name of a tool.");
            faults.Unless(names.Add(name), $"{place}: there is more than one \"{name}\".");
            faults.Unless(tool.Get("description") is null or { ValueKind: JsonValueKind.String }, $"{place}: the description is no text.");
            if (tool.Get("input_schema") is { ValueKind: JsonValueKind.Object } schema)
            {
                faults.Unless(schema.Text("type") == "object", $"{place}: its schema is not for an object.");
                JudgeSchema(schema, place, faults);
            }
            else
            {
                faults.Add($"{place}: it has no schema.");
            }
        }

        if (root.Get("tool_choice") is { } choice)
        {
            faults.Unless(choice.Text("type") is "auto" or "any" or "none" || (choice.Text("type") == "tool" && names.Contains(choice.Text("name") ?? "")), "tool_choice: it names no tool that is offered.");
        }

        return names;
    }

    private static void JudgeSchema(JsonElement schema, string place, StrictFaults faults)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"{place}: a schema is no object.");
            return;
        }

        faults.Unless(schema.Get("type") switch
        {
            null => true,
            { ValueKind: JsonValueKind.String } type => Types.Contains(type.GetString()),
            { ValueKind: JsonValueKind.Array } types => types.GetArrayLength() > 0 && types.EnumerateArray().All(type => type.ValueKind == JsonValueKind.String && Types.Contains(type.GetString())),
            _ => false,
        }, $"{place}: a schema's type is unknown.");
        faults.Unless(schema.Get("enum") is null || schema.Items("enum").Any(), $"{place}: a schema's list of values is empty.");
        faults.Unless(schema.Get("required") is null or { ValueKind: JsonValueKind.Array }, $"{place}: what a schema requires is no list.");
        foreach (var required in schema.Items("required"))
        {
            faults.Unless(required.ValueKind == JsonValueKind.String && schema.Get("properties")?.TryGetProperty(required.GetString()!, out _) == true, $"{place}: a schema requires what it does not describe.");
        }

        if (schema.Get("properties") is { } properties)
        {
            if (properties.ValueKind != JsonValueKind.Object)
            {
                faults.Add($"{place}: a schema's properties are no object.");
                return;
            }

            foreach (var property in properties.EnumerateObject())
            {
                JudgeSchema(property.Value, $"{place}.{property.Name}", faults);
            }
        }

        foreach (var inner in (JsonElement?[])[schema.Get("items"), schema.Get("additionalProperties")])
        {
            if (inner is { } known)
            {
                JudgeSchema(known, $"{place}.items", faults);
            }
        }

        foreach (var choice in schema.Items("anyOf").Concat(schema.Items("oneOf")).Concat(schema.Items("allOf")))
        {
            JudgeSchema(choice, $"{place}.anyOf", faults);
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,128}$")]
    private static partial Regex Name();
}
