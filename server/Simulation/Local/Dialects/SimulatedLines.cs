using System.Globalization;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Local.Answers;

namespace ClaudeSidecar.Simulation.Local.Dialects;

/// <summary>An answer as Ollama's native chat writes it.</summary>
internal sealed class SimulatedLines(Saying saying)
{
    private readonly Quirks _quirks = saying.Quirks;

    /// <summary>The whole answer.</summary>
    public JsonObject Whole()
    {
        if (_quirks.Has("error-in-stream"))
        {
            return SimulatedCompletion.Broken.ForOllama();
        }

        var placed = Placed;
        var message = new JsonObject { ["role"] = "assistant", ["content"] = placed.Inline + saying.Answer.TextAfter };
        if (placed.Field is not null)
        {
            message["thinking"] = placed.Thinking;
        }

        if (saying.Answer.Tools.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. Calls()]);
        }

        return End(message);
    }

    /// <summary>The lines of a stream.</summary>
    public Frames Stream()
    {
        var frames = new Frames(_quirks, areLines: true);
        var messages = Messages().ToList();
        var isBroken = _quirks.Has("error-in-stream");
        foreach (var message in isBroken ? messages.Take(Math.Max(1, messages.Count / 2)) : messages)
        {
            frames.Add(Line(message));
        }

        if (isBroken)
        {
            frames.Add(SimulatedCompletion.Broken.ForOllama());
            return frames;
        }

        // Calls come whole: the last of them is what a cut takes away.
        frames.CutAfter = _quirks.Has("cut-mid-tool") ? Math.Max(1, frames.Count - 1) : null;
        if (!_quirks.Has("no-done"))
        {
            frames.Add(End(new() { ["role"] = "assistant", ["content"] = "" }));
        }

        return frames;
    }

    private ThinkingPlacement Placed => new(saying.Answer, _quirks, "thinking");

    private IEnumerable<JsonObject> Messages()
    {
        var placed = Placed;
        if (placed.Field is not null)
        {
            foreach (var piece in saying.Pieces(placed.Thinking))
            {
                yield return new() { ["role"] = "assistant", ["content"] = "", ["thinking"] = piece };
            }
        }

        foreach (var piece in saying.Pieces(placed.Inline))
        {
            yield return new() { ["role"] = "assistant", ["content"] = piece };
        }

        foreach (var call in Calls())
        {
            yield return new() { ["role"] = "assistant", ["content"] = "", ["tool_calls"] = new JsonArray(call) };
        }

        foreach (var piece in saying.Pieces(saying.Answer.TextAfter))
        {
            yield return new() { ["role"] = "assistant", ["content"] = piece };
        }
    }

    private IEnumerable<JsonNode> Calls() => saying.Answer.Tools.Select((call, index) =>
    {
        var function = new JsonObject { ["index"] = index, ["name"] = call.Name, ["arguments"] = JsonNode.Parse(call.Arguments) };
        var written = new JsonObject { ["function"] = function };
        if (!_quirks.Has("id-absent"))
        {
            written["id"] = call.Id ?? $"call_{CallDeltas.MintLetters(8).ToLowerInvariant()}";
        }

        return (JsonNode)written;
    });

    private JsonObject Line(JsonObject message) => new()
    {
        ["model"] = saying.Model,
        ["created_at"] = saying.Now.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
        ["message"] = message,
        ["done"] = false,
    };

    private JsonObject End(JsonObject message)
    {
        var end = Line(message);
        end["done"] = true;
        if (!_quirks.Has("finish-missing"))
        {
            end["done_reason"] = _quirks.Has("finish-empty") ? "" : saying.Answer.StopReason is "max_tokens" or "model_context_window_exceeded" ? "length" : "stop";
        }

        end["total_duration"] = 1_200_000_000;
        end["load_duration"] = 1_000_000;
        if (!_quirks.Has("no-usage"))
        {
            end["prompt_eval_count"] = saying.PromptTokens;
            end["prompt_eval_duration"] = saying.Reading is { } reading ? (long)reading.Duration.TotalNanoseconds : 200_000_000;
            end["eval_count"] = saying.Answer.OutputTokens;
            end["eval_duration"] = 900_000_000;
        }

        return end;
    }
}
