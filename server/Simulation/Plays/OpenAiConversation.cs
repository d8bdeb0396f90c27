using System.Text.Json;

namespace ClaudeSidecar.Simulation.Plays;

/// <summary>Reads a chat completions request as a <see cref="Conversation"/>. Takes what it understands and never throws.</summary>
internal static class OpenAiConversation
{
    public static Conversation Read(JsonElement body)
    {
        var turns = new List<Turn>();
        foreach (var message in body.Items("messages"))
        {
            var text = JsonText.Of(message.Field("content") ?? default);
            turns.Add(message.Text("role") switch
            {
                "assistant" => new(Speaker.Assistant, text, message.Items("tool_calls").Any())
                {
                    Calls = [.. message.Items("tool_calls").Select(call => call.Field("function")?.Text("name") ?? "")],
                },
                "tool" or "function" => new(Speaker.Tool, "", true),
                "system" or "developer" => new(Speaker.System, text, false),
                _ => new(Speaker.User, text, turns.LastOrDefault(turn => turn.Speaker != Speaker.System)?.Speaker == Speaker.Tool),
            });
        }

        return new()
        {
            Model = body.Text("model") ?? "",
            Turns = turns,
            Schema = ReadSchema(body),
            OneToken = (body.Field("max_tokens") ?? body.Field("max_completion_tokens")) is { ValueKind: JsonValueKind.Number } most && most.TryGetInt32(out var tokens) && tokens == 1,
        };
    }

    private static JsonElement? ReadSchema(JsonElement body)
    {
        if (body.Field("response_format") is not { } format)
        {
            return null;
        }

        // llama-server also takes the schema right beside the type, and json_object without one.
        return format.Field("json_schema")?.Field("schema") ?? format.Field("schema") ?? (format.Text("type") == "json_object" ? JsonElement.Parse("{}") : null);
    }
}
