using System.Text.Json;
using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Cloud.Rules;

/// <summary>Each tool call has its one result at the start of the very next message, and each result its call (claude-wire 9).</summary>
internal static class PairRules
{
    public static Refusal? Judge(JsonElement body)
    {
        var seen = new HashSet<string>();
        var messages = body.Items("messages").ToArray();
        for (var index = 0; index < messages.Length; index++)
        {
            var calls = Ids(messages[index], "tool_use", "id");
            if (calls.Any(id => !seen.Add(id)))
            {
                return Refusal.Invalid("messages: `tool_use` ids must be unique");
            }

            var wrong = JudgeResults(messages, index) ?? JudgeCalls(messages, index, calls);
            if (wrong is not null)
            {
                return wrong;
            }
        }

        return null;
    }

    private static Refusal? JudgeCalls(JsonElement[] messages, int index, List<string> calls)
    {
        if (calls.Count == 0)
        {
            return null;
        }

        var answered = index + 1 < messages.Length ? LeadingResults(messages[index + 1]) : [];
        var missing = calls.Where(id => !answered.Contains(id)).ToArray();
        return missing.Length == 0 ? null : Refusal.Invalid(
            $"messages.{index}: `tool_use` ids were found without `tool_result` blocks immediately after: {string.Join(", ", missing)}. Each `tool_use` block must have a corresponding `tool_result` block in the next message.");
    }

    private static Refusal? JudgeResults(JsonElement[] messages, int index)
    {
        var results = Ids(messages[index], "tool_result", "tool_use_id");
        if (results.Count == 0)
        {
            return null;
        }

        var calls = index > 0 ? Ids(messages[index - 1], "tool_use", "id") : [];
        var position = messages[index].Items("content").ToList();
        foreach (var id in results)
        {
            if (!calls.Contains(id))
            {
                var place = position.FindIndex(block => block.Text("tool_use_id") == id);
                return Refusal.Invalid($"messages.{index}.content.{place}: unexpected `tool_use_id` found in `tool_result` blocks: {id}. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.");
            }
        }

        return results.GroupBy(id => id).FirstOrDefault(group => group.Count() > 1) is { } repeated
            ? Refusal.Invalid($"messages.{index}.content: each tool_use must have a single result. Found multiple `tool_result` blocks with id: {repeated.Key}")
            : null;
    }

    // A result that stands behind another block does not count: results come first.
    private static HashSet<string> LeadingResults(JsonElement message) => message.Text("role") == "user"
        ? [.. message.Items("content").TakeWhile(block => block.Text("type") == "tool_result").Select(block => block.Text("tool_use_id") ?? "")]
        : [];

    private static List<string> Ids(JsonElement message, string type, string field) =>
        [.. message.Items("content").Where(block => block.Text("type") == type).Select(block => block.Text(field) ?? "")];
}
