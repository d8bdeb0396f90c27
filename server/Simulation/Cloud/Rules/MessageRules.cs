using System.Text.Json;
using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Cloud.Rules;

/// <summary>Roles, their order, and the shape of each message's content.</summary>
internal static class MessageRules
{
    public static Refusal? Judge(JsonElement body, string betas)
    {
        if (body.Field("messages") is not { ValueKind: JsonValueKind.Array } messages)
        {
            return Refusal.Invalid("messages: Input should be a valid list");
        }

        if (messages.GetArrayLength() == 0)
        {
            return Refusal.Invalid("messages: at least one message is required");
        }

        return JudgeSystem(body) ?? JudgeEach([.. messages.EnumerateArray()], betas);
    }

    private static Refusal? JudgeSystem(JsonElement body)
    {
        if (body.Field("system") is not { } system || system.ValueKind == JsonValueKind.String)
        {
            return null;
        }

        if (system.ValueKind != JsonValueKind.Array)
        {
            return Refusal.Invalid("system: Input should be a valid list");
        }

        var index = 0;
        foreach (var block in system.EnumerateArray())
        {
            if (block.Text("type") != "text" || block.Text("text") is not { } text)
            {
                return Refusal.Invalid($"system.{index}: Input should be a text block");
            }

            if (text.Length == 0)
            {
                return Refusal.Invalid("system: text content blocks must be non-empty");
            }

            index++;
        }

        return null;
    }

    private static Refusal? JudgeEach(IReadOnlyList<JsonElement> messages, string betas)
    {
        for (var index = 0; index < messages.Count; index++)
        {
            var isLast = index == messages.Count - 1;
            var wrong = JudgeRole(messages, index, isLast) ?? JudgeFields(messages[index], index, betas) ?? JudgeContent(messages[index], index, isLast);
            if (wrong is not null)
            {
                return wrong;
            }
        }

        return null;
    }

    private static Refusal? JudgeRole(IReadOnlyList<JsonElement> messages, int index, bool isLast)
    {
        var role = messages[index].Text("role");
        return role switch
        {
            null => Refusal.Invalid($"messages.{index}.role: Field required"),
            not ("user" or "assistant" or "system") => Refusal.Invalid($"messages: Unexpected role \"{role}\". Allowed roles are \"user\", \"assistant\" and \"system\"."),
            "system" when index == 0 || messages[index - 1].Text("role") != "user" =>
                Refusal.Invalid($"messages.{index}: a `system` message must follow a `user` message"),
            "system" when !isLast && messages[index + 1].Text("role") != "assistant" =>
                Refusal.Invalid($"messages.{index}: a `system` message must be followed by an `assistant` message or end the conversation"),
            "assistant" when index == 0 => Refusal.Invalid("messages: first message must use the \"user\" role"),
            "assistant" when isLast => Refusal.Invalid("This model does not support assistant message prefill. The conversation must end with a user message."),
            _ => null,
        };
    }

    private static Refusal? JudgeFields(JsonElement message, int index, string betas)
    {
        foreach (var field in message.EnumerateObject())
        {
            var known = field.Name is "role" or "content"
                || (field.Name == "output_config" && message.Text("role") == "system" && betas.Contains("per-turn-control-", StringComparison.Ordinal));
            if (!known)
            {
                return Refusal.Invalid($"messages.{index}.{field.Name}: Extra inputs are not permitted");
            }
        }

        return null;
    }

    private static Refusal? JudgeContent(JsonElement message, int index, bool isLast)
    {
        if (message.Field("content") is not { } content)
        {
            return Refusal.Invalid($"messages.{index}.content: Field required");
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            return content.GetString()!.Length == 0 ? Empty(index) : string.IsNullOrWhiteSpace(content.GetString()) ? BlockRules.Blank : null;
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            return Refusal.Invalid($"messages.{index}.content: Input should be a valid list");
        }

        var position = 0;
        foreach (var block in content.EnumerateArray())
        {
            if (BlockRules.Judge(block, message.Text("role")!, $"messages.{index}.content.{position++}") is { } refusal)
            {
                return refusal;
            }
        }

        return position > 0 || MayBeEmpty(message, isLast) ? null : Empty(index);
    }

    // A system message that sets the effort from there on need not say anything (claude-wire 8b).
    private static bool MayBeEmpty(JsonElement message, bool isLast) => message.Text("role") switch
    {
        "assistant" => isLast,
        "system" => message.Field("output_config") is not null,
        _ => false,
    };

    private static Refusal Empty(int index) =>
        Refusal.Invalid($"messages.{index}: all messages must have non-empty content except for the optional final assistant message");
}
