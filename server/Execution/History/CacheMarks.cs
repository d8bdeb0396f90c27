using System.Text.Json;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.History;

/// <summary>Keeps the marks for the prompt cache within Anthropic's limit (edge case 55).</summary>
internal static class CacheMarks
{
    private const int Most = 4;

    /// <summary>
    /// Takes marks off blocks where there are too many in all. Those on tools and system text are worth most and stay; of the messages'
    /// the last ones do, for the next turn begins with what is before them.
    /// </summary>
    /// <param name="root">The request.</param>
    /// <param name="messages">Its messages.</param>
    public static void Limit(JsonElement root, IReadOnlyList<HistoryMessage> messages)
    {
        var before = Count(root, "tools"u8) + Count(root, "system"u8);
        var marked = messages.SelectMany(message => message.Blocks).Where(IsMarked).ToList();
        foreach (var block in marked.Take(Math.Max(0, marked.Count - Math.Max(0, Most - before))))
        {
            block.Drop("cache_control");
        }
    }

    private static int Count(JsonElement root, ReadOnlySpan<byte> list)
    {
        var count = 0;
        foreach (var item in Block.Items(root, list))
        {
            count += Block.Member(item, "cache_control"u8) is null ? 0 : 1;
        }

        return count;
    }

    private static bool IsMarked(HistoryBlock block) => !block.IsThinking && Block.Member(block.Json, "cache_control"u8) is not null;
}
