using ClaudeSidecar.Context.Memory.Brief;

namespace ClaudeSidecar.Context.Memory;

/// <summary>Writes what a model gets in the place of messages that were left out: plain, dense text, most important first, the same for the same memory.</summary>
public static class MemoryBrief
{
    private const int LeastTask = 40;

    /// <summary>
    /// The brief. What is dropped first is the output of commands, then the tails of lists; never the task and the last wishes, which are
    /// only shortened. Even 60 tokens say what the task is.
    /// </summary>
    /// <param name="memory">What is remembered of the messages.</param>
    /// <param name="limit">The most tokens that it may have.</param>
    /// <param name="count">Counts the tokens of a text.</param>
    /// <returns>The text; empty where there is nothing to tell, or not even the shortest text fits.</returns>
    public static string Write(SessionMemory memory, int limit, Func<string, int> count)
    {
        if (memory.IsEmpty)
        {
            return "";
        }

        // Each level is shorter than the one before, so the richest that fits is found by halving.
        var (low, high) = (0, BriefLevel.All.Count);
        var best = "";
        while (low < high)
        {
            var middle = (low + high) / 2;
            var text = BriefWriter.Write(memory, BriefLevel.All[middle]);
            if (count(text) <= limit)
            {
                (best, high) = (text, middle);
            }
            else
            {
                low = middle + 1;
            }
        }

        return best.Length > 0 ? best : Shortest(memory, limit, count);
    }

    private static string Shortest(SessionMemory memory, int limit, Func<string, int> count)
    {
        for (var most = 160; most >= LeastTask; most -= 40)
        {
            var text = BriefWriter.WriteTaskAlone(memory, most);
            if (count(text) <= limit)
            {
                return text;
            }
        }

        return "";
    }
}
