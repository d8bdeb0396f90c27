using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local;

/// <summary>An answer in OpenAI's dialect, whole or as the chunks of a stream, with whatever irregularities it shall have.</summary>
internal sealed class SimulatedCompletion(string model, Answer answer, int promptTokens, IReadOnlySet<string> has, LocalScript local, DateTimeOffset now)
{
    private const string Thought = "I think before I speak.";

    private readonly string _id = $"chatcmpl-{CallDeltas.MintLetters(29)}";
    private readonly Answer _answer = Bend(answer, has);

    /// <summary>The whole completion.</summary>
    public JsonObject Whole()
    {
        if (has.Contains("error-in-stream"))
        {
            return local.Kind.Error(500, "server_error", "Context size has been exceeded.");
        }

        var text = new ThinkingPlacement(_answer, has, local.Kind);
        var message = new JsonObject { ["role"] = "assistant", ["content"] = text.Inline + (has.Contains("text-after-tools") ? AfterTools : "") };
        if (_answer.Tools.Count > 0 && (has.Contains("content-null-with-tools") || text.Inline.Length == 0))
        {
            message["content"] = has.Contains("content-null-with-tools") ? null : "";
        }

        if (text.Field is { } field)
        {
            message[field] = text.Thinking;
        }

        if (_answer.Tools.Count > 0)
        {
            message["tool_calls"] = new CallDeltas(_answer.Tools, has, local).Whole();
        }

        var choice = new JsonObject { ["index"] = 0, ["message"] = message };
        if (!has.Contains("finish-missing"))
        {
            choice["finish_reason"] = FinishReason;
        }

        var whole = Envelope("chat.completion", choice);
        if (!has.Contains("no-usage"))
        {
            whole["usage"] = Usage();
        }

        return whole;
    }

    /// <summary>The chunks of a stream, ready for the wire, and after how many of them the connection breaks; null for none.</summary>
    public (IReadOnlyList<byte[]> Chunks, int? CutAfter) Stream(bool wantsUsage)
    {
        var writer = new ChunkWriter(has);
        var (deltas, withinCall) = Deltas();
        var sent = has.Contains("error-in-stream") ? deltas.Take(Math.Max(1, deltas.Count / 2)) : deltas;
        foreach (var delta in sent)
        {
            writer.Add(Chunk(delta, null));
        }

        if (has.Contains("error-in-stream"))
        {
            writer.Add(local.Kind.Error(500, "server_error", "Context size has been exceeded."));
            return (writer.Chunks, null);
        }

        if (!has.Contains("finish-missing"))
        {
            for (var times = has.Contains("two-finish") ? 2 : 1; times > 0; times--)
            {
                writer.Add(Chunk([], FinishReason));
            }
        }

        if (wantsUsage && !has.Contains("no-usage"))
        {
            var last = Envelope("chat.completion.chunk", null);
            last["usage"] = Usage();
            writer.Add(last);
        }

        if (!has.Contains("no-done"))
        {
            writer.AddDone();
        }

        return (writer.Chunks, has.Contains("cut-mid-tool") ? writer.PositionOf(withinCall) : null);
    }

    private string FinishReason => has.Contains("finish-empty") ? "" : (_answer.Tools.Count > 0, _answer.StopReason) switch
    {
        (true, "tool_use") => has.Contains("finish-stop-with-tools") ? "stop" : "tool_calls",
        (_, "max_tokens" or "model_context_window_exceeded") => "length",
        (_, "refusal") => "content_filter",
        _ => "stop",
    };

    private string AfterTools => _answer.Tools.Count > 0 ? "Now I wait for the results." : "";

    private static Answer Bend(Answer answer, IReadOnlySet<string> has)
    {
        if (has.Contains("empty-answer"))
        {
            return answer with { Thinking = "", Text = "", Tools = [], StopReason = "end_turn" };
        }

        return answer.Thinking.Length == 0 && ThinkingPlacement.IsAskedFor(has) ? answer with { Thinking = Thought } : answer;
    }

    private (List<JsonObject> Deltas, int WithinCall) Deltas()
    {
        var placed = new ThinkingPlacement(_answer, has, local.Kind);
        var deltas = new List<JsonObject> { new() { ["role"] = "assistant", ["content"] = local.Kind == ServerKind.LlamaServer ? null : "" } };
        if (placed.Field is { } field)
        {
            deltas.AddRange(local.Pace.Cut(placed.Thinking).Select(piece => new JsonObject { [field] = piece }));
        }

        deltas.AddRange(local.Pace.Cut(placed.Inline).Select(piece => new JsonObject { ["content"] = piece }));
        var calls = new CallDeltas(_answer.Tools, has, local).Stream();
        var withinCall = deltas.Count + Math.Max(1, calls.Count / 2);
        deltas.AddRange(calls);
        if (has.Contains("text-after-tools"))
        {
            deltas.AddRange(local.Pace.Cut(AfterTools).Select(piece => new JsonObject { ["content"] = piece }));
        }

        return (deltas, Math.Min(withinCall, deltas.Count));
    }

    private JsonObject Chunk(JsonObject delta, string? finishReason)
    {
        var chunk = Envelope("chat.completion.chunk", new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finishReason });
        if (has.Contains("usage-every-chunk"))
        {
            chunk["usage"] = Usage();
        }

        return chunk;
    }

    private JsonObject Envelope(string kind, JsonObject? choice) => new()
    {
        ["id"] = _id,
        ["object"] = kind,
        ["created"] = now.ToUnixTimeSeconds(),
        ["model"] = model,
        ["system_fingerprint"] = "b1-simulated",
        ["choices"] = choice is null ? new JsonArray() : new JsonArray(choice),
    };

    private JsonObject Usage() => new()
    {
        ["prompt_tokens"] = promptTokens,
        ["completion_tokens"] = _answer.OutputTokens,
        ["total_tokens"] = promptTokens + _answer.OutputTokens,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = promptTokens / 2 },
    };
}
