using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local;

/// <summary>The tool calls of an answer as deltas, or whole, with the irregularities that servers have there.</summary>
internal sealed class CallDeltas(IReadOnlyList<ToolCall> calls, IReadOnlySet<string> has, LocalScript local)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Random letters and digits.</summary>
    public static string MintLetters(int count) => RandomNumberGenerator.GetString(Letters, count);

    /// <summary>The <c>tool_calls</c> of a whole message.</summary>
    public JsonArray Whole() => new([.. calls.Select(call =>
    {
        var whole = new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = Arguments(call) } };
        AddId(whole, Id(call));
        return whole;
    })]);

    /// <summary>The deltas of a stream.</summary>
    public IReadOnlyList<JsonObject> Stream()
    {
        var each = calls.Select((call, index) => Deltas(call, index).ToList()).ToList();
        if (!has.Contains("interleaved-calls"))
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

    private bool IsWhole => has.Overlaps(["whole-args", "args-object", "index-all-zero"]) || (local.Kind == ServerKind.Ollama && !has.Contains("args-per-byte"));

    private IEnumerable<JsonObject> Deltas(ToolCall call, int index)
    {
        var id = Id(call);
        var name = has.Contains("name-split") ? new[] { call.Name[..(call.Name.Length / 2)], call.Name[(call.Name.Length / 2)..] } : [call.Name];
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

        var pieces = IsWhole ? [Arguments(call)] : Pieces(call).Select(piece => (JsonNode)JsonValue.Create(piece));
        foreach (var piece in pieces)
        {
            yield return Delta(index, new() { ["arguments"] = piece }, id, isFirst: false);
        }
    }

    private IEnumerable<string> Pieces(ToolCall call) =>
        (has.Contains("args-per-byte") ? local.Pace with { ChunkSize = 1 } : local.Pace).Cut(Text(call));

    private JsonNode Arguments(ToolCall call) => has.Contains("args-object") ? JsonNode.Parse(call.Arguments)! : JsonValue.Create(Text(call));

    private string Text(ToolCall call) => has.Contains("malformed-args") ? call.Arguments[..^1] : call.Arguments;

    private string Id(ToolCall call) => call.Id ?? (local.Kind == ServerKind.LlamaServer ? MintLetters(32) : $"call_{MintLetters(24)}");

    private JsonObject Delta(int index, JsonObject function, string id, bool isFirst)
    {
        var call = new JsonObject();
        if (!has.Contains("missing-index"))
        {
            call["index"] = has.Contains("index-all-zero") ? 0 : index;
        }

        if (isFirst || has.Contains("id-repeated"))
        {
            AddId(call, id);
            call["type"] = "function";
        }

        call["function"] = function;
        var delta = new JsonObject { ["tool_calls"] = new JsonArray(call) };
        if (has.Contains("content-null-with-tools"))
        {
            delta["content"] = null;
        }

        return delta;
    }

    private void AddId(JsonObject call, string id)
    {
        if (!has.Contains("id-absent"))
        {
            call["id"] = has.Contains("id-empty") ? "" : id;
        }
    }
}
