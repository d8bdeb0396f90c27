using System.Text.Json;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local;

/// <summary>What strict servers and strict chat templates insist on, so that faults of a conversion show.</summary>
internal static class StrictChecks
{
    private static readonly HashSet<string> TopLevel =
    [
        "model", "messages", "stream", "stream_options", "temperature", "top_p", "top_k", "min_p", "max_tokens", "max_completion_tokens", "stop", "seed",
        "tools", "tool_choice", "parallel_tool_calls", "response_format", "presence_penalty", "frequency_penalty", "reasoning_effort", "user", "n",
        "chat_template_kwargs", "return_progress", "cache_prompt", "id_slot", "repeat_penalty", "timings_per_token", "ttl", "keep_alive", "options",
    ];

    private static readonly HashSet<string> Message = ["role", "content", "name", "tool_calls", "tool_call_id", "reasoning", "reasoning_content", "refusal"];

    private static readonly (string Name, Func<IReadOnlyList<JsonElement>, JsonElement, string?> Check)[] Checks =
    [
        ("unknown-fields", (messages, body) => UnknownField(messages, body)),
        ("system-first", (messages, _) => messages.Skip(1).Any(message => message.Text("role") is "system" or "developer") ? "System message must be at the beginning." : null),
        ("role-order", (messages, _) => RoleOrder(messages)),
        ("tool-pairs", (messages, _) => ToolPairs(messages)),
        ("string-content", (messages, _) => messages.Any(message => message.Field("content") is { ValueKind: not JsonValueKind.String }) ? "messages: content must be a string" : null),
    ];

    /// <summary>The names that a script may write.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Checks.Select(check => check.Name)];

    /// <summary>The first thing that is wrong by the chosen checks; null for nothing.</summary>
    public static string? Judge(JsonElement body, LocalScript local)
    {
        var messages = body.Items("messages").ToArray();
        return Checks.Where(check => local.Strict.Contains(check.Name)).Select(check => check.Check(messages, body)).FirstOrDefault(wrong => wrong is not null);
    }

    private static string? UnknownField(IReadOnlyList<JsonElement> messages, JsonElement body)
    {
        var unknown = body.EnumerateObject().Select(field => field.Name).FirstOrDefault(name => !TopLevel.Contains(name))
            ?? messages.SelectMany(message => message.EnumerateObject()).Select(field => field.Name).FirstOrDefault(name => !Message.Contains(name));
        return unknown is not null ? $"Unknown field: {unknown}"
            : Mentions(body, "cache_control") ? "Unknown field: cache_control"
            : null;
    }

    private static bool Mentions(JsonElement value, string field) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(property => property.Name == field || Mentions(property.Value, field)),
        JsonValueKind.Array => value.EnumerateArray().Any(item => Mentions(item, field)),
        _ => false,
    };

    private static string? RoleOrder(IReadOnlyList<JsonElement> messages)
    {
        var previous = "";
        foreach (var role in messages.Select(message => message.Text("role") ?? "").Where(role => role is not ("system" or "developer")))
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

    private static string? ToolPairs(IReadOnlyList<JsonElement> messages)
    {
        var open = new HashSet<string>();
        foreach (var message in messages)
        {
            switch (message.Text("role"))
            {
                case "tool" when !open.Remove(message.Text("tool_call_id") ?? ""):
                    return $"Message has tool role, but there was no previous assistant message with a tool call {message.Text("tool_call_id")}!";
                case "tool":
                    break;
                case var _ when open.Count > 0:
                    return $"An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. Missing: {string.Join(", ", open)}";
                case "assistant":
                    open.UnionWith(message.Items("tool_calls").Select(call => call.Text("id") ?? ""));
                    break;
            }
        }

        return open.Count > 0 ? $"Missing tool results: {string.Join(", ", open)}" : null;
    }
}
