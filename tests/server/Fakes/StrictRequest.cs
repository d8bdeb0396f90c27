using System.Text.Json;
using System.Text.Unicode;

namespace ClaudeSidecar.Tests.Fakes;

/// <summary>
/// A strict reader of Messages requests: refuses what Anthropic's API refuses, and what chat templates of local models cannot write
/// (claude-wire 8, 9; local-servers 5).
/// </summary>
internal static class StrictRequest
{
    private const int MostCacheMarks = 4;

    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 512, AllowDuplicateProperties = false };

    /// <summary>What is wrong with a request, each in a sentence that names the place; none for a valid one.</summary>
    public static IReadOnlyList<string> Judge(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
        {
            return ["The body is no valid UTF-8."];
        }

        try
        {
            using var document = JsonDocument.Parse(body, ReadOptions);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return ["The body is no JSON object."];
            }

            var halves = new List<string>();
            FindHalves(root, "the body", halves);
            if (halves.Count > 0)
            {
                return halves;
            }

            var faults = new StrictFaults();
            JudgeHead(root, faults);
            JudgeSystem(root, faults);
            var tools = StrictTools.Judge(root, faults);
            StrictMessages.Judge(root, tools, faults);
            JudgeCacheMarks(root, faults);
            return faults.All;
        }
        catch (JsonException wrong)
        {
            return [$"The body is no valid JSON: {wrong.Message}"];
        }
    }

    private static void JudgeHead(JsonElement root, StrictFaults faults)
    {
        faults.Unless(root.Text("model") is { Length: > 0 }, "model: is no name.");
        var most = root.Get("max_tokens") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var tokens) ? tokens : 0;
        faults.Unless(most > 0, "max_tokens: is no whole number above 0.");
        if (root.Get("thinking") is { } thinking && thinking.Text("type") == "enabled")
        {
            faults.Unless(thinking.Get("budget_tokens") is { ValueKind: JsonValueKind.Number } budget && budget.TryGetInt32(out var think) && think >= 1024 && think < most, "thinking: its budget is not between 1024 and max_tokens.");
        }
    }

    private static void JudgeSystem(JsonElement root, StrictFaults faults)
    {
        switch (root.Get("system"))
        {
            case null:
                break;
            case { ValueKind: JsonValueKind.String } text:
                faults.Unless(!string.IsNullOrWhiteSpace(text.GetString()), "system: is empty.");
                break;
            case { ValueKind: JsonValueKind.Array } blocks:
                faults.Unless(blocks.GetArrayLength() > 0, "system: has no blocks.");
                var index = 0;
                foreach (var block in blocks.EnumerateArray())
                {
                    faults.Unless(block.Text("type") == "text" && !string.IsNullOrWhiteSpace(block.Text("text")), $"system.{index}: is no text, or an empty one.");
                    index++;
                }

                break;
            default:
                faults.Add("system: is neither a text nor blocks.");
                break;
        }
    }

    private static void JudgeCacheMarks(JsonElement root, StrictFaults faults)
    {
        var count = 0;
        foreach (var part in (string[])["system", "tools", "messages"])
        {
            Walk(root.Get(part) ?? default);
        }

        faults.Unless(count <= MostCacheMarks, $"cache_control: {count} marks, and at most {MostCacheMarks} are allowed.");

        void Walk(JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in value.EnumerateArray())
                {
                    Walk(item);
                }
            }
            else if (value.ValueKind == JsonValueKind.Object)
            {
                if (value.Get("cache_control") is { } mark)
                {
                    count++;
                    faults.Unless(mark.Text("type") == "ephemeral", "cache_control: is of an unknown type.");
                    faults.Unless(value.Text("type") is not ("thinking" or "redacted_thinking"), "cache_control: stands on thinking.");
                }

                Walk(value.Get("content") ?? default);
            }
        }
    }

    // JSON allows half of a surrogate pair as an escape; no server can make UTF-8 of it.
    private static void FindHalves(JsonElement value, string place, List<string> found)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                try
                {
                    value.GetString();
                }
                catch (InvalidOperationException)
                {
                    found.Add($"{place}: holds half of a character.");
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    FindHalves(item, $"{place}.{index++}", found);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    FindHalves(member.Value, $"{place}.{member.Name}", found);
                }

                break;
        }
    }
}
