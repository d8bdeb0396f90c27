using System.Text.Json;
using System.Text.RegularExpressions;

namespace ClaudeSidecar.Tests.Fakes;

/// <summary>The rules on the order of messages, and on calls and their results.</summary>
internal static partial class StrictMessages
{
    /// <summary>Notes what is wrong with the messages of a request.</summary>
    /// <param name="root">The request.</param>
    /// <param name="tools">The names of the tools that it offers.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static void Judge(JsonElement root, IReadOnlySet<string> tools, StrictFaults faults)
    {
        var messages = root.Items("messages").ToArray();
        faults.Unless(messages.Length > 0, "messages: there are none.");
        for (var i = 0; i < messages.Length; i++)
        {
            JudgeRole(messages, i, faults);
            JudgeContent(messages[i], $"messages.{i}", tools, faults);
        }

        if (messages.Length > 0)
        {
            faults.Unless(messages[0].Text("role") == "user", "messages.0: the first message is not the user's.");
            var last = messages.LastOrDefault(message => message.Text("role") != "system");
            faults.Unless(last.Text("role") == "user", "messages: the last message is not the user's.");
        }

        JudgeCalls(messages, faults);
    }

    private static void JudgeRole(JsonElement[] messages, int at, StrictFaults faults)
    {
        switch (messages[at].Text("role"))
        {
            case "user" or "assistant":
                break;
            case "system":
                var before = at > 0 ? messages[at - 1].Text("role") : null;
                var after = at + 1 < messages.Length ? messages[at + 1].Text("role") : "assistant";
                faults.Unless(before == "user" && after == "assistant", $"messages.{at}: a system message stands only between the user's and the model's.");
                break;
            default:
                faults.Add($"messages.{at}: its role is unknown.");
                break;
        }
    }

    private static void JudgeContent(JsonElement message, string place, IReadOnlySet<string> tools, StrictFaults faults)
    {
        switch (message.Get("content"))
        {
            case { ValueKind: JsonValueKind.String } text:
                faults.Unless(!string.IsNullOrWhiteSpace(text.GetString()), $"{place}: its text is empty.");
                break;
            case { ValueKind: JsonValueKind.Array } blocks:
                faults.Unless(blocks.GetArrayLength() > 0, $"{place}: it has no blocks.");
                var index = 0;
                foreach (var block in blocks.EnumerateArray())
                {
                    StrictBlocks.Judge(block, message.Text("role") ?? "", $"{place}.{index++}", tools, faults);
                }

                break;
            default:
                faults.Add($"{place}: its content is neither a text nor blocks.");
                break;
        }
    }

    // Neighbours of one role count as one message, as Anthropic takes them.
    private static void JudgeCalls(JsonElement[] messages, StrictFaults faults)
    {
        var known = new HashSet<string>();
        var open = new HashSet<string>();
        var isModels = false;
        var onlyResults = true;
        for (var i = 0; i < messages.Length; i++)
        {
            var models = messages[i].Text("role") == "assistant";
            if (models != isModels)
            {
                if (models)
                {
                    Close(i);
                }

                isModels = models;
                onlyResults = true;
            }

            foreach (var block in messages[i].Items("content"))
            {
                var id = block.Text("type") switch { "tool_use" => block.Text("id"), "tool_result" => block.Text("tool_use_id"), _ => null } ?? "";
                switch (block.Text("type"))
                {
                    case "tool_use":
                        faults.Unless(Id().IsMatch(id), $"messages.{i}: the call's id \"{id}\" has other characters than letters, digits, _ and -.");
                        faults.Unless(known.Add(id), $"messages.{i}: the call's id \"{id}\" is not its alone.");
                        open.Add(id);
                        break;
                    case "tool_result":
                        faults.Unless(open.Remove(id), $"messages.{i}: the result of \"{id}\" has no call in the message before, or is not the first.");
                        faults.Unless(onlyResults, $"messages.{i}: the result of \"{id}\" stands behind something else.");
                        break;
                    default:
                        onlyResults = models;
                        break;
                }
            }

            // A text in one piece is something else than a result.
            onlyResults &= models || messages[i].Get("content") is not { ValueKind: JsonValueKind.String };
        }

        Close(messages.Length);

        void Close(int at)
        {
            foreach (var id in open)
            {
                faults.Add($"messages.{at}: the call \"{id}\" has no result right after it.");
            }

            open.Clear();
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]+$")]
    private static partial Regex Id();
}
