using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Local.Answers;
using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Local.Dialects;

/// <summary>An answer in Anthropic's dialect, with the disorder that each make has in it (local-servers 1.1–1.5, 7.1).</summary>
internal sealed class SimulatedLocalMessage(Saying saying)
{
    private readonly Quirks _quirks = saying.Quirks;
    private readonly ServerKind _kind = saying.Local.Kind;
    private readonly string _id = saying.Local.Kind.IsLlama ? $"chatcmpl-{CallDeltas.MintLetters(32)}" : $"msg_{CallDeltas.MintLetters(24)}";

    /// <summary>The whole message.</summary>
    public JsonObject Whole()
    {
        if (_quirks.Has("error-in-stream"))
        {
            return SimulatedCompletion.Broken.ForMessages(_kind);
        }

        var content = new JsonArray();
        foreach (var block in Blocks())
        {
            content.Add((JsonNode)block.Whole());
        }

        return Head(content, StopReason, Usage(saying.Answer.OutputTokens));
    }

    /// <summary>The events of a stream.</summary>
    public Frames Stream()
    {
        var frames = new Frames(_quirks);
        Add(frames, new() { ["type"] = "message_start", ["message"] = Head([], null, StartUsage()) });
        if (_kind.Messages!.Pings)
        {
            Add(frames, new() { ["type"] = "ping" });
        }

        var events = Events();
        var isBroken = _quirks.Has("error-in-stream");
        foreach (var part in isBroken ? events.Take(Math.Max(1, events.Count / 2)) : events)
        {
            Add(frames, part);
        }

        if (isBroken)
        {
            AddError(frames);
            return frames;
        }

        frames.CutAfter = _quirks.Has("cut-mid-tool") ? Math.Max(1, frames.Count - 3) : null;
        Add(frames, new() { ["type"] = "message_delta", ["delta"] = new JsonObject { ["stop_reason"] = StopReason, ["stop_sequence"] = null }, ["usage"] = EndUsage() });
        if (!_quirks.HasAny("no-done", "no-message-stop"))
        {
            Add(frames, new() { ["type"] = "message_stop" });
        }

        return frames;
    }

    private static void Add(Frames frames, JsonObject part) => frames.Add(part, part["type"]!.GetValue<string>());

    // Ollama's own error is lost on the way: its stream just ends.
    private void AddError(Frames frames)
    {
        if (_quirks.Has("bare-error"))
        {
            frames.Add(SimulatedCompletion.Broken.ForChat(ServerKind.LlamaServer));
        }
        else if (_kind != ServerKind.Ollama)
        {
            var refusal = SimulatedCompletion.Broken;
            frames.Add(_kind.IsLlama ? new() { ["code"] = refusal.Status, ["message"] = refusal.Message, ["type"] = refusal.Type } : refusal.ForMessages(_kind), "error");
        }
    }

    private string? StopReason => _quirks.Has("finish-missing") ? null
        : saying.Answer.Tools.Count > 0 && saying.Answer.StopReason == "tool_use" && _quirks.Has("finish-stop-with-tools") ? "end_turn"
        : saying.Answer.StopReason;

    private List<MessageBlock> Blocks()
    {
        var placed = new ThinkingPlacement(saying.Answer, _quirks, "thinking");
        var blocks = new List<MessageBlock>();
        if (placed.Field is not null)
        {
            var signature = _kind == ServerKind.Ollama ? null : _kind.IsLlama ? "" : Guid.NewGuid().ToString("N");
            blocks.Add(new("thinking", "thinking", [.. saying.Pieces(placed.Thinking)], placed.Thinking) { Signature = signature });
        }

        // LocalAI opens a text block first, whatever follows.
        if (placed.Inline.Length > 0 || _kind == ServerKind.LocalAi)
        {
            blocks.Add(new("text", "text", [.. saying.Pieces(placed.Inline)], placed.Inline));
        }

        blocks.AddRange(saying.Answer.Tools.Select(Tool));
        if (saying.Answer.TextAfter.Length > 0)
        {
            blocks.Add(new("text", "text", [.. saying.Pieces(saying.Answer.TextAfter)], saying.Answer.TextAfter));
        }

        return blocks;
    }

    private MessageBlock Tool(ToolCall call)
    {
        var isWhole = _quirks.Has("whole-args") || _kind == ServerKind.Ollama;
        return new("tool_use", "input_json", isWhole ? [call.Spelt] : [.. saying.ArgumentPieces(call)], call.Arguments)
        {
            Id = _quirks.HasAny("id-absent", "id-empty") ? "" : call.Id ?? (_kind.IsLlama ? CallDeltas.MintLetters(32) : $"toolu_{CallDeltas.MintLetters(24)}"),
            Name = call.Name,
            HasInput = !_kind.IsLlama,
        };
    }

    private List<JsonObject> Events()
    {
        var blocks = Blocks();
        var stopsLate = _kind.IsLlama || _quirks.Has("stops-at-end");
        var signsLate = _kind.IsLlama || _quirks.Has("late-signature");
        var events = new List<JsonObject>();
        var late = new List<JsonObject>();
        for (var index = 0; index < blocks.Count; index++)
        {
            events.Add(blocks[index].Start(index));
            events.AddRange(blocks[index].Deltas(index));
            if (blocks[index].Sign(index) is { } signature)
            {
                (signsLate ? late : events).Add(signature);
            }

            if (!stopsLate)
            {
                events.Add(MessageBlock.Stop(index));
            }
        }

        events.AddRange(late);
        if (stopsLate)
        {
            events.AddRange(blocks.Select((_, index) => MessageBlock.Stop(index)));
        }

        return events;
    }

    private JsonObject Head(JsonArray content, string? stopReason, JsonObject usage) => new()
    {
        ["id"] = _id,
        ["type"] = "message",
        ["role"] = "assistant",
        ["content"] = content,
        ["model"] = saying.Model,
        ["stop_reason"] = stopReason,
        ["stop_sequence"] = null,
        ["usage"] = usage,
    };

    private JsonObject StartUsage() => _kind.Name switch
    {
        "localai" => new() { ["input_tokens"] = 0, ["output_tokens"] = 0 },
        _ => Usage(0),
    };

    private JsonObject EndUsage() => _kind.IsLlama ? new() { ["output_tokens"] = saying.Answer.OutputTokens } : Usage(saying.Answer.OutputTokens);

    private JsonObject Usage(int output)
    {
        if (_quirks.Has("no-usage"))
        {
            return new() { ["input_tokens"] = 0, ["output_tokens"] = 0 };
        }

        var cached = saying.Reading is not null ? saying.ToldCached ?? 0 : _kind.IsLlama || _kind.IsCloud ? saying.PromptTokens / 2 : 0;
        var usage = new JsonObject { ["input_tokens"] = saying.PromptTokens - cached, ["output_tokens"] = output };
        if (cached > 0)
        {
            usage["cache_read_input_tokens"] = cached;
        }

        return usage;
    }
}

/// <summary>A block of a message and how it is streamed.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Delta">The type of its deltas, without <c>_delta</c>.</param>
/// <param name="Pieces">What its deltas hold.</param>
/// <param name="Content">All of it.</param>
internal sealed record MessageBlock(string Type, string Delta, IReadOnlyList<string> Pieces, string Content)
{
    public string? Signature { get; init; }

    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public bool HasInput { get; init; }

    public JsonObject Whole() => Type switch
    {
        "tool_use" => new() { ["type"] = Type, ["id"] = Id, ["name"] = Name, ["input"] = JsonNode.Parse(Content) },
        "thinking" => new() { ["type"] = Type, ["thinking"] = Content, ["signature"] = Signature ?? "" },
        _ => new() { ["type"] = Type, ["text"] = Content },
    };

    public JsonObject Start(int index)
    {
        var block = Type switch
        {
            "tool_use" => new JsonObject { ["type"] = Type, ["id"] = Id, ["name"] = Name },
            "thinking" => new() { ["type"] = Type, ["thinking"] = "" },
            _ => new() { ["type"] = Type, ["text"] = "" },
        };
        if (HasInput)
        {
            block["input"] = new JsonObject();
        }

        return new() { ["type"] = "content_block_start", ["index"] = index, ["content_block"] = block };
    }

    public IEnumerable<JsonObject> Deltas(int index) => Pieces.Select(piece =>
        Of(index, new() { ["type"] = $"{Delta}_delta", [Type == "tool_use" ? "partial_json" : Delta] = piece }));

    public JsonObject? Sign(int index) => Signature is null ? null : Of(index, new() { ["type"] = "signature_delta", ["signature"] = Signature });

    public static JsonObject Stop(int index) => new() { ["type"] = "content_block_stop", ["index"] = index };

    private static JsonObject Of(int index, JsonObject delta) => new() { ["type"] = "content_block_delta", ["index"] = index, ["delta"] = delta };
}
