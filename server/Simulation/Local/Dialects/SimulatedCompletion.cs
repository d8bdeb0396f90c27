using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Local.Answers;

namespace ClaudeSidecar.Simulation.Local.Dialects;

/// <summary>An answer in OpenAI's dialect, whole or as the chunks of a stream, with whatever irregularities it shall have.</summary>
internal sealed class SimulatedCompletion(Saying saying)
{
    private readonly string _id = $"chatcmpl-{CallDeltas.MintLetters(29)}";
    private readonly Quirks _quirks = saying.Quirks;

    /// <summary>An error in the middle of an answer.</summary>
    public static LocalRefusal Broken => new(500, "server_error", "Context size has been exceeded.");

    /// <summary>The whole completion.</summary>
    public JsonObject Whole()
    {
        if (_quirks.Has("error-in-stream"))
        {
            return Broken.ForChat(saying.Local.Kind);
        }

        var placed = Placed;
        var message = new JsonObject { ["role"] = "assistant", ["content"] = placed.Inline + saying.Answer.TextAfter };
        if (HasCalls && (_quirks.Has("content-null-with-tools") || placed.Inline.Length == 0))
        {
            message["content"] = _quirks.Has("content-null-with-tools") ? null : saying.Answer.TextAfter;
        }

        if (placed.Field is { } field)
        {
            message[field] = placed.Thinking;
        }

        if (HasCalls || _quirks.Has("finish-tools-without"))
        {
            message["tool_calls"] = new CallDeltas(saying).Whole();
        }

        var choice = new JsonObject { ["index"] = 0, ["message"] = message };
        if (!_quirks.Has("finish-missing"))
        {
            choice["finish_reason"] = FinishReason;
        }

        var whole = Envelope("chat.completion", choice);
        if (!_quirks.Has("no-usage"))
        {
            whole["usage"] = Usage();
            AddTimings(whole);
        }

        return whole;
    }

    /// <summary>The chunks of a stream.</summary>
    public Frames Stream()
    {
        var frames = new Frames(_quirks);
        var (deltas, withinCall) = Deltas();
        var isBroken = _quirks.Has("error-in-stream");
        foreach (var delta in isBroken ? deltas.Take(Math.Max(1, deltas.Count / 2)) : deltas)
        {
            frames.Add(Chunk(delta, null));
        }

        if (isBroken)
        {
            frames.Add(Broken.ForChat(saying.Local.Kind), saying.Local.Kind == ServerKind.LmStudio ? "error" : null);
            return frames;
        }

        if (!_quirks.Has("finish-missing"))
        {
            foreach (var reason in Finishes)
            {
                frames.Add(Chunk([], reason));
            }
        }

        if (saying.WantsUsage && !_quirks.Has("no-usage"))
        {
            var last = Envelope("chat.completion.chunk", null);
            last["usage"] = Usage();
            AddTimings(last);
            frames.Add(last);
        }

        if (!_quirks.Has("no-done"))
        {
            frames.AddDone();
        }

        frames.CutAfter = _quirks.Has("cut-mid-tool") ? withinCall : null;
        return frames;
    }

    /// <summary>What a server that tells its progress says while it reads the prompt: a part of four, from 0.</summary>
    public JsonObject Progress(int part)
    {
        var cached = saying.Reading?.Cached ?? 0;
        var chunk = Chunk(new() { ["role"] = "assistant", ["content"] = null }, null);
        chunk["prompt_progress"] = new JsonObject { ["total"] = saying.PromptTokens, ["cache"] = cached, ["processed"] = cached + ((saying.PromptTokens - cached) * part / 4), ["time_ms"] = part * 100 };
        return chunk;
    }

    private bool HasCalls => saying.Answer.Tools.Count > 0;

    private ThinkingPlacement Placed => new(saying.Answer, _quirks, saying.Local.Kind.ThinkingField);

    private IEnumerable<string> Finishes =>
        _quirks.Has("two-finish") ? [FinishReason, FinishReason]
        : _quirks.Has("finish-then-stop") ? [FinishReason, "stop"]
        : [FinishReason];

    private string FinishReason => _quirks.Has("finish-empty") ? "" : (HasCalls, saying.Answer.StopReason) switch
    {
        (true, "tool_use") => _quirks.Has("finish-stop-with-tools") ? "stop" : "tool_calls",

        // vLLM says tool_calls even of a call that the limit cut off (local-servers 1.4).
        (true, "max_tokens") when saying.Local.Kind == ServerKind.Vllm => "tool_calls",
        (_, "max_tokens" or "model_context_window_exceeded") => "length",
        (_, "refusal") => "content_filter",
        (false, _) when _quirks.Has("finish-tools-without") => "tool_calls",
        _ => "stop",
    };

    private (List<JsonObject> Deltas, int WithinCall) Deltas()
    {
        var placed = Placed;
        var deltas = new List<JsonObject> { new() { ["role"] = "assistant", ["content"] = saying.Local.Kind.IsLlama ? null : "" } };
        if (placed.Field is { } field)
        {
            deltas.AddRange(saying.Pieces(placed.Thinking).Select(piece => new JsonObject { [field] = piece }));
        }

        deltas.AddRange(saying.Pieces(placed.Inline).Select(piece => new JsonObject { ["content"] = piece }));
        var calls = new CallDeltas(saying).Stream();
        var withinCall = deltas.Count + Math.Max(1, calls.Count / 2);
        deltas.AddRange(calls);
        deltas.AddRange(saying.Pieces(saying.Answer.TextAfter).Select(piece => new JsonObject { ["content"] = piece }));
        return (deltas, Math.Min(withinCall, deltas.Count));
    }

    private JsonObject Chunk(JsonObject delta, string? finishReason)
    {
        var chunk = Envelope("chat.completion.chunk", new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finishReason });
        if (_quirks.Has("usage-every-chunk"))
        {
            chunk["usage"] = Usage();
        }

        return chunk;
    }

    private JsonObject Envelope(string kind, JsonObject? choice) => new()
    {
        ["id"] = _id,
        ["object"] = kind,
        ["created"] = saying.Now.ToUnixTimeSeconds(),
        ["model"] = saying.Model,
        ["system_fingerprint"] = "b1-simulated",
        ["choices"] = choice is null ? new JsonArray() : new JsonArray(choice),
    };

    private JsonObject Usage()
    {
        var usage = new JsonObject
        {
            ["prompt_tokens"] = saying.PromptTokens,
            ["completion_tokens"] = saying.Answer.OutputTokens,
            ["total_tokens"] = saying.PromptTokens + saying.Answer.OutputTokens,
        };
        if ((saying.Reading is null ? saying.PromptTokens / 2 : saying.ToldCached) is { } cached)
        {
            usage["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = cached };
        }

        return usage;
    }

    // llama-server's own addition [measured].
    private void AddTimings(JsonObject to)
    {
        if (saying.Reading is { } reading && saying.Local.Kind == ServerKind.LlamaServer)
        {
            to["timings"] = new JsonObject
            {
                ["cache_n"] = reading.Cached,
                ["prompt_n"] = reading.Computed,
                ["prompt_ms"] = reading.Duration.TotalMilliseconds,
                ["prompt_per_second"] = saying.Local.Prefill!.TokensPerSecond,
                ["predicted_n"] = saying.Answer.OutputTokens,
            };
        }
    }
}
