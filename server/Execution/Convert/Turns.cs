using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// Reads the messages of a request as turns that alternate: consecutive messages of one side become one, messages of any other role
/// become part of the user's turn in which they stand (edge cases 61, 73), and what no other model can use is left out.
/// </summary>
internal static class Turns
{
    private const string Beginning = "(The conversation begins with an answer.)";
    private const string Nothing = "(The message is empty.)";

    /// <summary>The turns in order; there is at least one, and the first is the user's: some templates refuse a chat without one.</summary>
    public static List<Turn> Read(JsonElement messages)
    {
        var turns = new List<Turn>();
        var parts = new List<Part>();
        foreach (var message in messages.EnumerateArray())
        {
            var assistant = Block.Is(message, "role"u8, "assistant"u8);
            var kind = assistant || Block.Is(message, "role"u8, "user"u8) ? PartKind.Text : PartKind.SystemText;
            parts.Clear();
            ContentBlocks.ReadContent(message, kind, parts);
            Part? reasoning = null;
            foreach (var part in parts)
            {
                if (part.Kind == PartKind.Reasoning)
                {
                    reasoning = part;
                    continue;
                }

                var turn = Last(turns, assistant);
                turn.Reasoning ??= reasoning;
                turn.Add(part);
            }
        }

        if (turns.Count == 0)
        {
            Last(turns, assistant: false).Add(Part.Saying(Nothing));
        }

        return turns;
    }

    private static Turn Last(List<Turn> turns, bool assistant)
    {
        if (turns.Count == 0 && assistant)
        {
            Last(turns, assistant: false).Add(Part.Saying(Beginning));
        }

        if (turns.Count == 0 || turns[^1].Assistant != assistant)
        {
            turns.Add(new Turn(assistant));
        }

        return turns[^1];
    }
}
