using ClaudeSidecar.Context.Conversation;

namespace ClaudeSidecar.Context.Fit;

/// <summary>
/// Where the model begins to speak: a round is a message of the model's and all that follows until it speaks again, so that calls and
/// their results are never parted (edge case 101).
/// </summary>
internal static class Rounds
{
    /// <summary>The number of the first message of each round; what stands before the first is the head.</summary>
    public static List<int> Of(IReadOnlyList<IndexedMessage> messages)
    {
        var starts = new List<int>();
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i].Side == Side.Model && (i == 0 || messages[i - 1].Side != Side.Model))
            {
                starts.Add(i);
            }
        }

        return starts;
    }
}
