using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.History;

/// <summary>
/// Calls and their results as Anthropic wants them: each id once and of its letters, each call answered at the very start of the user's
/// next words, each result the answer to a call there (edge cases 52, 53; claude-wire 9). What is so already stays as it is. New ids
/// depend on the old ones and their order alone: they are the same in every turn.
/// </summary>
internal sealed class ToolPairs
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    // The calls that wait for results: the client's id, and those that go out for it, for one id may have been given twice.
    private readonly Dictionary<string, Queue<string>> _open = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>Takes the calls of one side's turn.</summary>
    /// <param name="turn">Consecutive messages of the assistant.</param>
    public void TakeCalls(IEnumerable<HistoryMessage> turn)
    {
        _open.Clear();
        _order.Clear();
        foreach (var message in turn)
        {
            RemoveForeignServerTools(message);
            foreach (var call in message.Blocks.Where(block => block.Type == "tool_use"))
            {
                var id = Unique(call.Id);
                if (id != call.Id)
                {
                    call.Rename(id);
                }

                _order.Add(id);
                if (!_open.TryGetValue(call.Id, out var waiting))
                {
                    _open[call.Id] = waiting = new();
                }

                waiting.Enqueue(id);
            }
        }
    }

    /// <summary>Sorts the results of the user's turn that follows.</summary>
    /// <param name="turn">Consecutive messages of the user; none at the end of the history.</param>
    /// <returns>Results for calls that have no message to stand in.</returns>
    public List<HistoryBlock> TakeResults(IReadOnlyList<HistoryMessage> turn)
    {
        var answers = new Dictionary<string, HistoryBlock>(StringComparer.Ordinal);
        foreach (var message in turn)
        {
            TakeResults(message, answers);
        }

        var first = turn.FirstOrDefault(message => message.Role == "user");
        if (answers.Count == _order.Count && StandInFront(first, _order.Count))
        {
            return [];
        }

        foreach (var message in turn)
        {
            message.Remove(block => block.IsResult && answers.ContainsValue(block));
        }

        var results = _order.ConvertAll(id => answers.GetValueOrDefault(id) ?? HistoryBlock.Missing(id));
        if (first is null)
        {
            return results;
        }

        if (results.Count > 0)
        {
            first.OpenText();
            first.Blocks.InsertRange(0, results);
            first.Rearranged = true;
        }

        return [];
    }

    private void TakeResults(HistoryMessage message, Dictionary<string, HistoryBlock> answers)
    {
        for (var i = 0; i < message.Blocks.Count; i++)
        {
            var block = message.Blocks[i];
            if (!block.IsResult)
            {
                continue;
            }

            if (!_open.TryGetValue(block.Id, out var waiting))
            {
                message.Blocks.RemoveAt(i);
                message.Blocks.InsertRange(i, Orphan(block));
                message.Rearranged = true;
            }
            else if (waiting.TryDequeue(out var id))
            {
                if (id != block.Id)
                {
                    block.Rename(id);
                }

                answers[id] = block;
            }
            else
            {
                message.Blocks.RemoveAt(i--);
                message.Rearranged = true;
            }
        }
    }

    private static bool StandInFront(HistoryMessage? message, int count) =>
        count == 0 || (message is not null && message.Blocks.Take(count).Count(block => block.IsResult) == count);

    // A result without a call is still something that the model was told.
    private static IEnumerable<HistoryBlock> Orphan(HistoryBlock result)
    {
        var parts = new List<Part>();
        ContentBlocks.ReadContent(result.Json, PartKind.Text, parts);
        var words = parts.Select(part => part.Words ?? (part.Kind == PartKind.Text ? JsonText.Decode(part.Json) : ImageBlocks.Note));
        yield return HistoryBlock.Saying(string.Join("\n\n", words.Prepend("Result of an earlier tool call:")));
    }

    // A call that Anthropic's own servers would have run has an id of theirs; without it both sides of the pair are another maker's.
    private static void RemoveForeignServerTools(HistoryMessage message)
    {
        if (!message.Blocks.Exists(block => block.Type == "server_tool_use" || block.IsServerResult))
        {
            return;
        }

        message.Remove(block => block.Type == "server_tool_use" && !ToolIds.IsOfServer(block.Id));
        message.Remove(block => block.IsServerResult && !ToolIds.IsOfServer(block.Id));
    }

    private string Unique(string id)
    {
        var acceptable = ToolIds.IsOfServer(id) ? ToolIds.Minted(id) : ToolIds.Acceptable(id);
        for (var again = 2; !_used.Add(acceptable); again++)
        {
            acceptable = ToolIds.Minted($"{id}#{again}");
        }

        return acceptable;
    }
}
