using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ClaudeSidecar.Tests.Execution.Prewarm;

/// <summary>
/// A session of Claude Code as its requests grow: the same tools, system text and history each time, one exchange more, and what changes
/// on the wire although nothing has changed for the model: the billing header in front, and the cache mark that wanders with the end.
/// </summary>
internal static class GrowingSession
{
    private const int Tools = 20;

    /// <summary>The request after so many calls of tools.</summary>
    /// <param name="exchanges">How many.</param>
    /// <param name="size">Characters of each result, about.</param>
    public static byte[] Request(int exchanges, int size = 4000) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["model"] = "claude-sonnet-5",
        ["max_tokens"] = 32000,
        ["stream"] = true,
        ["thinking"] = new JsonObject { ["type"] = "adaptive" },
        ["system"] = new JsonArray(
            Text($"x-anthropic-billing-header: cc_version=2.1.329.{exchanges:x3}; cc_entrypoint=cli; cch={(exchanges * 7919) & 0xfffff:x5};"),
            Text($"You work in a terminal. {Words("rules", 9000)}", isMarked: true)),
        ["tools"] = new JsonArray([.. Enumerable.Range(0, Tools).Select(Tool)]),
        ["messages"] = Messages(exchanges, size),
    }.ToJsonString());

    private static JsonArray Messages(int exchanges, int size)
    {
        var messages = new JsonArray(
            Message("user", Text($"<system-reminder>\n# claudeMd\n{Words("conventions", 6000)}\n</system-reminder>"), Text("Make every test of this folder pass.", isMarked: exchanges == 0)),
            new JsonObject { ["role"] = "system", ["content"] = Words("agents", 2000) });
        for (var index = 0; index < exchanges; index++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"toolu_01{index:D22}");
            messages.Add((JsonNode)Message(
                "assistant",
                Text($"I look at part {index}."),
                new JsonObject { ["type"] = "tool_use", ["id"] = id, ["name"] = $"tool_{index % Tools}", ["input"] = new JsonObject { ["file_path"] = $"/src/part{index}.cs" } }));
            var result = new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = id, ["content"] = Words($"part{index}", size) };
            if (index == exchanges - 1)
            {
                result["cache_control"] = new JsonObject { ["type"] = "ephemeral" };
            }

            messages.Add((JsonNode)Message("user", result));
        }

        return messages;
    }

    private static JsonObject Tool(int number) => new()
    {
        ["name"] = $"tool_{number}",
        ["description"] = Words($"tool{number}", 1200),
        ["input_schema"] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["file_path"] = new JsonObject { ["type"] = "string", ["description"] = "The file" } },
            ["required"] = new JsonArray("file_path"),
        },
    };

    private static JsonObject Message(string role, params JsonNode[] content) => new() { ["role"] = role, ["content"] = new JsonArray(content) };

    private static JsonObject Text(string text, bool isMarked = false)
    {
        var block = new JsonObject { ["type"] = "text", ["text"] = text };
        if (isMarked)
        {
            block["cache_control"] = new JsonObject { ["type"] = "ephemeral" };
        }

        return block;
    }

    private static string Words(string about, int size)
    {
        var words = new StringBuilder();
        for (var line = 1; words.Length < size; line++)
        {
            words.Append(CultureInfo.InvariantCulture, $"{line}\tOne more line about {about}, as long as a line of code is.\n");
        }

        return words.ToString();
    }
}
