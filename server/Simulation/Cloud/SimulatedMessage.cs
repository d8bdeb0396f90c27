using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Cloud;

/// <summary>An answer in Anthropic's dialect, whole or as the events of a stream (claude-wire 3).</summary>
internal sealed class SimulatedMessage(string model, Answer answer, MessageUsage usage, bool showThinking)
{
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789";

    private readonly string _id = Mint("msg_01");

    /// <summary>An id in Anthropic's form.</summary>
    public static string Mint(string prefix) => prefix + RandomNumberGenerator.GetString(Letters, 22);

    /// <summary>The whole message.</summary>
    public JsonObject Whole()
    {
        var content = new JsonArray();
        if (answer.Thinking.Length > 0)
        {
            var shown = showThinking ? answer.Thinking : "";
            content.Add((JsonNode)new JsonObject { ["type"] = "thinking", ["thinking"] = shown, ["signature"] = ThinkingSeal.Sign(shown) });
        }

        if (answer.Text.Length > 0)
        {
            content.Add((JsonNode)new JsonObject { ["type"] = "text", ["text"] = answer.Text });
        }

        foreach (var tool in answer.Tools)
        {
            content.Add((JsonNode)ToolStart(tool, JsonNode.Parse(tool.Arguments)!));
        }

        return Head(content, answer.StopReason, answer.OutputTokens);
    }

    /// <summary>The events, in order, each ready for the wire.</summary>
    public IReadOnlyList<byte[]> Events(Pace pace)
    {
        var events = new List<byte[]> { Event(new() { ["type"] = "message_start", ["message"] = Head([], null, 1) }), Event(new() { ["type"] = "ping" }) };
        var index = 0;
        if (answer.Thinking.Length > 0)
        {
            var shown = showThinking ? answer.Thinking : "";
            AddBlock(
                events,
                index++,
                new() { ["type"] = "thinking", ["thinking"] = "", ["signature"] = "" },
                [
                    .. pace.Cut(shown).Select(piece => new JsonObject { ["type"] = "thinking_delta", ["thinking"] = piece }),
                    new() { ["type"] = "signature_delta", ["signature"] = ThinkingSeal.Sign(shown) },
                ]);
        }

        if (answer.Text.Length > 0)
        {
            AddBlock(
                events,
                index++,
                new() { ["type"] = "text", ["text"] = "" },
                pace.Cut(answer.Text).Select(piece => new JsonObject { ["type"] = "text_delta", ["text"] = piece }));
        }

        foreach (var tool in answer.Tools)
        {
            // The first piece of an input is empty, as Anthropic sends it.
            AddBlock(
                events,
                index++,
                ToolStart(tool, new JsonObject()),
                pace.Cut(tool.Arguments).Prepend("").Select(piece => new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = piece }));
        }

        events.Add(Event(new()
        {
            ["type"] = "message_delta",
            ["delta"] = new JsonObject { ["stop_reason"] = answer.StopReason, ["stop_sequence"] = null },
            ["usage"] = usage.Write(answer.OutputTokens),
        }));
        events.Add(Event(new() { ["type"] = "message_stop" }));
        return events;
    }

    /// <summary>One event for the wire; its name is its type.</summary>
    public static byte[] Event(JsonObject data) =>
        [.. Encoding.UTF8.GetBytes($"event: {data["type"]!.GetValue<string>()}\ndata: "), .. CompactJson.Bytes(data), .. "\n\n"u8];

    private static void AddBlock(List<byte[]> events, int index, JsonObject start, IEnumerable<JsonObject> deltas)
    {
        events.Add(Event(new() { ["type"] = "content_block_start", ["index"] = index, ["content_block"] = start }));
        events.AddRange(deltas.Select(delta => Event(new() { ["type"] = "content_block_delta", ["index"] = index, ["delta"] = delta })));
        events.Add(Event(new() { ["type"] = "content_block_stop", ["index"] = index }));
    }

    private static JsonObject ToolStart(ToolCall tool, JsonNode input) => new()
    {
        ["type"] = "tool_use",
        ["id"] = tool.Id ?? Mint("toolu_01"),
        ["name"] = tool.Name,
        ["input"] = input,
    };

    private JsonObject Head(JsonArray content, string? stopReason, int outputTokens) => new()
    {
        ["id"] = _id,
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = model,
        ["content"] = content,
        ["stop_reason"] = stopReason,
        ["stop_sequence"] = null,
        ["usage"] = usage.Write(outputTokens),
    };
}
