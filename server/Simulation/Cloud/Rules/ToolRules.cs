using System.Text.Json;
using System.Text.RegularExpressions;
using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Cloud.Rules;

/// <summary>The tool definitions and the choice among them.</summary>
internal static partial class ToolRules
{
    private static readonly HashSet<string> Known = ["type", "name", "description", "input_schema", "cache_control", "strict", "eager_input_streaming", "input_examples", "allowed_callers"];

    public static Refusal? Judge(JsonElement body, string betas)
    {
        var names = new HashSet<string>();
        var index = 0;
        foreach (var tool in body.Items("tools"))
        {
            if (JudgeTool(tool, index++, names, betas) is { } refusal)
            {
                return refusal;
            }
        }

        if (body.Field("tool_choice") is not { } choice)
        {
            return null;
        }

        return choice.Text("type") switch
        {
            "none" => null,
            _ when index == 0 => Refusal.Invalid("tool_choice: tool_choice may only be specified while providing tools"),
            "auto" or "any" => null,
            "tool" => names.Contains(choice.Text("name") ?? "") ? null : Refusal.Invalid($"Tool '{choice.Text("name")}' not found in provided tools"),
            _ => Refusal.Invalid("tool_choice: Input tag does not match any of the expected tags: 'auto', 'any', 'tool', 'none'"),
        };
    }

    private static Refusal? JudgeTool(JsonElement tool, int index, HashSet<string> names, string betas)
    {
        var name = tool.Text("name");
        if (name is not null && !names.Add(name))
        {
            return Refusal.Invalid("tools: Tool names must be unique.");
        }

        // A server tool is known by its dated type and has fields of its own.
        if (tool.Text("type") is not (null or "custom"))
        {
            return null;
        }

        if (name is null)
        {
            return Refusal.Invalid($"tools.{index}.custom.name: Field required");
        }

        if (!ToolName().IsMatch(name))
        {
            return Refusal.Invalid($"tools.{index}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'");
        }

        foreach (var field in tool.EnumerateObject())
        {
            if (!Known.Contains(field.Name) && !(field.Name == "defer_loading" && betas.Contains("tool", StringComparison.Ordinal)))
            {
                return Refusal.Invalid($"tools.{index}.custom.{field.Name}: Extra inputs are not permitted");
            }
        }

        return tool.Field("input_schema") is not { ValueKind: JsonValueKind.Object } schema ? Refusal.Invalid($"tools.{index}.custom.input_schema: Field required")
            : schema.Text("type") is not "object" ? Refusal.Invalid($"tools.{index}.custom.input_schema.type: Input should be 'object'")
            : null;
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,128}$", RegexOptions.CultureInvariant)]
    private static partial Regex ToolName();
}
