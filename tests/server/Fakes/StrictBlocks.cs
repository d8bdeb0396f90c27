using System.Buffers.Text;
using System.Text.Json;

namespace ClaudeSidecar.Tests.Fakes;

/// <summary>The rules on single blocks of messages.</summary>
internal static class StrictBlocks
{
    private static readonly string[] Pictures = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    /// <summary>Notes what is wrong with a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="role">Whose message it stands in.</param>
    /// <param name="place">Where.</param>
    /// <param name="tools">The names of the tools that are offered.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static void Judge(JsonElement block, string role, string place, IReadOnlySet<string> tools, StrictFaults faults)
    {
        switch (role, block.Text("type"))
        {
            case (_, "text"):
                JudgeText(block, place, faults);
                break;
            case ("user", "image"):
                JudgeImage(block, place, faults);
                break;
            case ("user", "document"):
                faults.Unless(block.Get("source") is { ValueKind: JsonValueKind.Object }, $"{place}: the document has no source.");
                break;
            case ("user", "tool_result"):
                JudgeResult(block, place, tools, faults);
                break;
            case ("assistant", "tool_use"):
                faults.Unless(block.Get("input") is { ValueKind: JsonValueKind.Object }, $"{place}: the call's input is no object.");
                faults.Unless(tools.Contains(block.Text("name") ?? ""), $"{place}: the tool \"{block.Text("name")}\" is not offered.");
                break;
            case ("assistant", "thinking"):
                faults.Unless(block.Text("thinking") is not null && block.Text("signature") is { Length: > 0 }, $"{place}: the thinking has no signature.");
                break;
            case ("assistant", "redacted_thinking"):
                faults.Unless(block.Text("data") is { Length: > 0 }, $"{place}: the redacted thinking has no data.");
                break;
            default:
                faults.Add($"{place}: a block of type \"{block.Text("type")}\" does not belong into a message of role \"{role}\".");
                break;
        }
    }

    private static void JudgeText(JsonElement block, string place, StrictFaults faults) =>
        faults.Unless(!string.IsNullOrWhiteSpace(block.Text("text")), $"{place}: its text is empty.");

    private static void JudgeImage(JsonElement block, string place, StrictFaults faults)
    {
        var source = block.Get("source") ?? default;
        var isGood = source.Text("type") switch
        {
            "base64" => Pictures.Contains(source.Text("media_type")) && source.Text("data") is { Length: > 0 } data && Base64.IsValid(data),
            "url" => source.Text("url") is { Length: > 0 },
            _ => false,
        };
        faults.Unless(isGood, $"{place}: the image cannot be read.");
    }

    private static void JudgeResult(JsonElement block, string place, IReadOnlySet<string> tools, StrictFaults faults)
    {
        faults.Unless(block.Get("is_error") is null or { ValueKind: JsonValueKind.True or JsonValueKind.False }, $"{place}: is_error is neither true nor false.");
        if (block.Get("content") is not ({ ValueKind: JsonValueKind.Array or JsonValueKind.String } or null))
        {
            faults.Add($"{place}: the result's content is neither a text nor blocks.");
        }

        var index = 0;
        foreach (var part in block.Items("content"))
        {
            var where = $"{place}.{index++}";
            switch (part.Text("type"))
            {
                case "text":
                    JudgeText(part, where, faults);
                    break;
                case "image":
                    JudgeImage(part, where, faults);
                    break;
                case "document":
                    break;
                case "tool_reference":
                    faults.Unless(tools.Contains(part.Text("tool_name") ?? ""), $"{where}: the tool \"{part.Text("tool_name")}\" that it refers to is not offered.");
                    break;
                default:
                    faults.Add($"{where}: a block of type \"{part.Text("type")}\" does not belong into a result.");
                    break;
            }
        }
    }
}
