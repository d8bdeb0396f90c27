using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Local.Answers;

/// <summary>The tool calls of an answer as deltas, or whole, with the irregularities that servers have there.</summary>
internal sealed class CallDeltas(Saying saying)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private readonly Quirks _quirks = saying.Quirks;

    /// <summary>Random letters and digits.</summary>
    public static string MintLetters(int count) => RandomNumberGenerator.GetString(Letters, count);

    /// <summary>The <c>tool_calls</c> of a whole message.</summary>
    public JsonArray Whole() => new([.. saying.Answer.Tools.Select(call =>
    {
        var whole = new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = Arguments(call) } };
        AddId(whole, Id(call));
        return whole;
    })]);

    /// <summary>The deltas of a stream.</summary>
    public IReadOnlyList<JsonObject> Stream()
    {
        var each = saying.Answer.Tools.Select((call, index) => Deltas(call, index).ToList()).ToList();
        if (!_quirks.Has("interleaved-calls"))
        {
            return [.. each.SelectMany(deltas => deltas)];
        }

        var turns = new List<JsonObject>();
        for (var turn = 0; each.Any(deltas => turn < deltas.Count); turn++)
        {
            turns.AddRange(each.Where(deltas => turn < deltas.Count).Select(deltas => deltas[turn]));
        }

        return turns;
    }

    private bool IsWhole => _quirks.HasAny("whole-args", "args-object", "index-all-zero") || (IsLate(saying.Local.Kind) && !_quirks.Has("args-per-byte"));

    // These wait for the end of a call and then send it whole (local-servers 6).
    private static bool IsLate(ServerKind kind) => kind == ServerKind.Ollama || kind == ServerKind.MlxLm;

    private IEnumerable<JsonObject> Deltas(ToolCall call, int index)
    {
        var id = Id(call);
        var name = _quirks.Has("name-split") ? new[] { call.Name[..(call.Name.Length / 2)], call.Name[(call.Name.Length / 2)..] } : [call.Name];
        var head = new JsonObject { ["name"] = name[0] };
        head["arguments"] = IsWhole && name.Length == 1 ? Arguments(call) : "";
        yield return Delta(index, head, id, isFirst: true);
        if (name.Length > 1)
        {
            yield return Delta(index, new() { ["name"] = name[1] }, id, isFirst: false);
        }

        if (IsWhole && name.Length == 1)
        {
            yield break;
        }

        var pieces = IsWhole ? [Arguments(call)] : saying.ArgumentPieces(call).Select(piece => (JsonNode)JsonValue.Create(piece));
        foreach (var piece in pieces)
        {
            var function = new JsonObject { ["arguments"] = piece };
            if (_quirks.Has("name-resent"))
            {
                function["name"] = call.Name;
            }

            yield return Delta(index, function, id, isFirst: false);
        }
    }

    private JsonNode Arguments(ToolCall call) => _quirks.Has("args-object") ? JsonNode.Parse(call.Arguments)! : JsonValue.Create(call.Spelt);

    private string Id(ToolCall call) => call.Id ?? (saying.Local.Kind.IsLlama ? MintLetters(32) : $"call_{MintLetters(24)}");

    private JsonObject Delta(int index, JsonObject function, string id, bool isFirst)
    {
        var call = new JsonObject();
        if (!_quirks.Has("missing-index"))
        {
            call["index"] = _quirks.Has("index-all-zero") ? 0 : index;
        }

        if (isFirst || _quirks.Has("id-repeated"))
        {
            AddId(call, id);
            call["type"] = "function";
        }

        call["function"] = function;
        var delta = new JsonObject { ["tool_calls"] = new JsonArray(call) };
        if (_quirks.Has("content-null-with-tools"))
        {
            delta["content"] = null;
        }

        return delta;
    }

    private void AddId(JsonObject call, string id)
    {
        if (!_quirks.Has("id-absent"))
        {
            call["id"] = _quirks.Has("id-empty") ? "" : id;
        }
    }
}
