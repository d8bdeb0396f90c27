using System.Text.Json;

namespace ClaudeSidecar.Simulation.Plays;

/// <summary>Reads a Messages request as a <see cref="Conversation"/>. Takes what it understands and never throws: refusing is the rules' work.</summary>
internal static class AnthropicConversation
{
    public static Conversation Read(JsonElement body)
    {
        var turns = new List<Turn>();
        if (body.Field("system") is { } system)
        {
            turns.Add(new(Speaker.System, JsonText.Of(system), false));
        }

        foreach (var message in body.Items("messages"))
        {
            turns.Add(ReadTurn(message));
        }

        return new()
        {
            Model = body.Text("model") ?? "",
            Turns = turns,
            Schema = body.Field("output_config")?.Field("format")?.Field("schema"),
            OneToken = body.Field("max_tokens") is { ValueKind: JsonValueKind.Number } most && most.TryGetInt32(out var tokens) && tokens == 1,
        };
    }

    private static Turn ReadTurn(JsonElement message)
    {
        var content = message.Field("content") ?? default;
        var results = Holds(content, "tool_result");
        return message.Text("role") switch
        {
            "assistant" => new(Speaker.Assistant, JsonText.Of(content), Holds(content, "tool_use"))
            {
                Calls = [.. message.Items("content").Where(block => block.Text("type") == "tool_use").Select(call => call.Text("name") ?? "")],
            },
            "system" => new(Speaker.System, JsonText.Of(content), false),
            _ => new(results && JsonText.Of(content).Length == 0 ? Speaker.Tool : Speaker.User, JsonText.Of(content), results),
        };
    }

    private static bool Holds(JsonElement content, string type) =>
        content.ValueKind == JsonValueKind.Array && content.EnumerateArray().Any(block => block.Text("type") == type);
}
