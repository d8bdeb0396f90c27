using ClaudeSidecar.Context.Conversation;

namespace ClaudeSidecar.Context.Fit;

/// <summary>
/// How far the blocks of older turns are cut: as little as leaves room for a good number of turns before the conversation must be cut
/// again. With small results nothing is cut at all, with large ones in a small window much.
/// </summary>
internal static class CapChoice
{
    // Turns that should go by between two cuts: each cut makes the server read most of the prompt again.
    private const int Turns = 20;

    // Turns that the guess is made from.
    private const int Recent = 30;

    private static readonly int[] Caps = [int.MaxValue, 8192, 4096, 2048, 1024, 512, 256, 128, 64];

    /// <summary>The most tokens of a block.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="rounds">Where its rounds begin.</param>
    /// <param name="space">The tokens that will be free for new turns.</param>
    public static int Of(IReadOnlyList<IndexedMessage> messages, IReadOnlyList<int> rounds, int space)
    {
        var first = rounds[Math.Max(0, rounds.Count - 1 - Recent)];
        var turns = Math.Max(1, Math.Min(Recent, rounds.Count - 1));
        foreach (var cap in Caps)
        {
            var caps = BlockCaps.Older(cap);
            long total = 0;
            for (var i = first; i < rounds[^1]; i++)
            {
                total += messages[i].Blocks.Sum(block => MessageShortener.Estimate(block, caps));
            }

            if (total / turns * Turns <= space)
            {
                return cap;
            }
        }

        return Caps[^1];
    }
}
