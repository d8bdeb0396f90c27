using System.Runtime.InteropServices;
using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// A model that makes the same calls over and over, and is answered the same (edge case 119). It is seen in the conversation alone, so
/// that a request that is sent once more says nothing new, and the same request is always judged alike. Ids do not count, nor words
/// beside the calls: small models vary their excuses.
/// </summary>
internal static class RepeatedCalls
{
    /// <summary>So often in a row it is no accident any more: agents that look for loops stop at three to five.</summary>
    public const int Told = 4;

    /// <summary>So often in a row words have not helped: the model gets no tools, so that its turn ends and the user can speak.</summary>
    public const int Stopped = 8;

    /// <summary>How often the last calls of a conversation were made in a row with the same results; 0 when it does not end in results.</summary>
    /// <param name="turns">The conversation.</param>
    public static int Count(IReadOnlyList<Turn> turns)
    {
        if (turns.Count < 2 || !IsRound(turns, turns.Count - 2))
        {
            return 0;
        }

        var count = 1;
        for (var at = turns.Count - 4; at >= 0 && IsRound(turns, at) && SameRound(turns, at, turns.Count - 2); at -= 2)
        {
            count++;
        }

        return count;
    }

    /// <summary>What the model is told.</summary>
    /// <param name="count">How often it has called.</param>
    public static string Words(int count) => count < Stopped
        ? $"You have made the same call {count} times in a row, and the result was the same each time. Do not make it again. Do something else, or say what stands in the way."
        : $"You have made the same call {count} times in a row, and the result was the same each time. No tools are available now. Say in a few words what you tried, what stands in the way, and what the user should do.";

    private static bool IsRound(IReadOnlyList<Turn> turns, int at) =>
        turns[at].Assistant && turns[at].Calls.Count > 0 && turns[at + 1].Parts.Exists(part => part.Kind == PartKind.ToolResult);

    private static bool SameRound(IReadOnlyList<Turn> turns, int one, int other) =>
        Same(turns[one].Calls, turns[other].Calls, "name", "input") && Same(Results(turns[one + 1]), Results(turns[other + 1]), "content", "is_error");

    private static List<Part> Results(Turn turn) => turn.Parts.FindAll(part => part.Kind == PartKind.ToolResult);

    private static bool Same(IReadOnlyList<Part> some, IReadOnlyList<Part> others, string first, string second)
    {
        for (var i = 0; i < Math.Min(some.Count, others.Count); i++)
        {
            if (!Raw(some[i], first).SequenceEqual(Raw(others[i], first)) || !Raw(some[i], second).SequenceEqual(Raw(others[i], second)))
            {
                return false;
            }
        }

        return some.Count == others.Count;
    }

    private static ReadOnlySpan<byte> Raw(Part part, string member) => part.Json.TryGetProperty(member, out var value) ? JsonMarshal.GetRawUtf8Value(value) : default;
}
