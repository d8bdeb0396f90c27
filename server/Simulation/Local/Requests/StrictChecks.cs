using System.Text.Json;
using System.Text.RegularExpressions;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local.Requests;

/// <summary>What strict servers and strict chat templates insist on in a conversation, so that faults of a conversion show (local-servers 4, 7.1).</summary>
internal static partial class StrictChecks
{
    private static readonly (string Name, Func<IReadOnlyList<ChatLine>, string?> Check)[] OfLines =
    [
        ("system-first", lines => lines.Skip(1).Any(line => line.Role == "system") ? "System message must be at the beginning." : null),
        ("role-order", RoleOrder),
        ("tool-pairs", ToolPairs),
        ("user-query", lines => lines.Any(line => line.Role == "user" && line.Text.Length > 0) ? null : "No user query found in messages."),
        ("no-prefill", lines => lines is [.., { Role: "assistant" }] ? "Assistant response prefill is incompatible with enable_thinking." : null),
        ("mistral-ids", lines => Ids(lines).All(id => MistralId().IsMatch(id)) ? null : "Tool call IDs should be alphanumeric strings with length 9!"),
        ("kimi-ids", KimiIds),
        ("no-channel-tags", lines => lines.Any(line => line.Text.Contains("<|channel|>", StringComparison.Ordinal))
            ? "You have passed a message containing <|channel|> tags in the content field. Instead of doing this, you should pass analysis messages (the string between '<|message|>' and '<|end|>') in the 'thinking' field, and final messages (the string between '<|message|>' and '<|end|>') in the 'content' field."
            : null),
    ];

    /// <summary>The first thing that is wrong by the chosen checks; null for nothing.</summary>
    public static LocalRefusal? Judge(IReadOnlyList<ChatLine> lines, JsonElement body, LocalScript local)
    {
        var wrong = OfLines.Where(check => local.Strict.Contains(check.Name)).Select(check => check.Check(lines)).FirstOrDefault(found => found is not null)
            ?? ToolChoice(body, local);
        return wrong is not null ? new(400, "invalid_request_error", wrong) : SchemaChecks.Judge(body, local);
    }

    /// <summary>True where a field of this name stands anywhere.</summary>
    public static bool Mentions(JsonElement value, string field) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(property => property.Name == field || Mentions(property.Value, field)),
        JsonValueKind.Array => value.EnumerateArray().Any(item => Mentions(item, field)),
        _ => false,
    };

    private static IEnumerable<string> Ids(IReadOnlyList<ChatLine> lines) =>
        lines.SelectMany(line => line.Calls.Select(call => call.Id).Concat(line.ResultOf is { } id ? [id] : []));

    private static string? RoleOrder(IReadOnlyList<ChatLine> lines)
    {
        var previous = "";
        foreach (var role in lines.Select(line => line.Role).Where(role => role != "system"))
        {
            if (previous.Length == 0 && role != "user")
            {
                return "Conversation must start with a user message.";
            }

            if ((role == previous && role != "tool") || (role == "user" && previous == "tool"))
            {
                return "Conversation roles must alternate user/assistant/user/assistant/...";
            }

            previous = role;
        }

        return null;
    }

    private static string? ToolPairs(IReadOnlyList<ChatLine> lines)
    {
        var open = new HashSet<string>();
        foreach (var line in lines)
        {
            if (line.ResultOf is { } id)
            {
                if (!open.Remove(id))
                {
                    return $"Message has tool role, but there was no previous assistant message with a tool call {id}!";
                }

                continue;
            }

            if (open.Count > 0)
            {
                return $"An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. Missing: {string.Join(", ", open)}";
            }

            open.UnionWith(line.Calls.Select(call => call.Id));
        }

        return open.Count > 0 ? $"Missing tool results: {string.Join(", ", open)}" : null;
    }

    private static string? KimiIds(IReadOnlyList<ChatLine> lines)
    {
        var calls = lines.SelectMany(line => line.Calls).ToArray();
        for (var number = 0; number < calls.Length; number++)
        {
            if (calls[number].Id != $"functions.{calls[number].Name}:{number}")
            {
                return $"tool_call_id {calls[number].Id} is not functions.{calls[number].Name}:{number}";
            }
        }

        return null;
    }

    private static string? ToolChoice(JsonElement body, LocalScript local) =>
        local.Strict.Contains("no-auto-tools") && body.Items("tools").Any()
            ? "\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set"
            : (local.Strict.Contains("tool-choice-word") || local.Kind == ServerKind.LmStudio) && body.Field("tool_choice") is { ValueKind: JsonValueKind.Object } choice && choice.Text("type") is "function"
                ? "Invalid tool_choice type: 'object'. Supported string values: none, auto, required"
                : null;

    [GeneratedRegex("^[a-zA-Z0-9]{9}$")]
    private static partial Regex MistralId();
}
