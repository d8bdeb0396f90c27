using System.Text.Json;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.History;

/// <summary>
/// Makes a conversation acceptable to Anthropic again after others had a part in it: their reasoning, ids, half calls and empty texts go
/// or are mended (edge cases 48–53, 55). What Anthropic made keeps its bytes, and a body that needs nothing is returned as it is.
/// </summary>
public static class HistoryCleaner
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 512 };

    /// <summary>The same memory when nothing had to be done.</summary>
    /// <param name="body">A Messages request, UTF-8.</param>
    public static ReadOnlyMemory<byte> Clean(ReadOnlyMemory<byte> body) => HistorySigns.In(body.Span) ? Changed(body, Clean) : body;

    /// <summary>
    /// The request without any reasoning, for Anthropic has refused what there is (edge case 54). Without it no new reasoning can be
    /// asked for, so that this goes as well; the same memory when there was none.
    /// </summary>
    /// <param name="body">A Messages request, UTF-8.</param>
    public static ReadOnlyMemory<byte> WithoutThinking(ReadOnlyMemory<byte> body)
    {
        var stripped = Changed(body, static (_, messages) =>
        {
            foreach (var message in messages.Where(message => message.IsAssistant))
            {
                message.Remove(block => block.IsThinking);
                message.FillIn(isLast: false);
            }
        });
        return ThinkingFields.Without(stripped);
    }

    private static void Clean(JsonElement root, List<HistoryMessage> messages)
    {
        foreach (var message in messages.Where(message => message.IsAssistant))
        {
            message.Remove(block => block.IsForeignThinking || block.IsBlankText);
            foreach (var thinking in message.Blocks.Where(block => block.IsThinking))
            {
                thinking.Drop("cache_control");
            }
        }

        PairTools(messages);
        CacheMarks.Limit(root, messages);
        for (var i = 0; i < messages.Count; i++)
        {
            messages[i].FillIn(i == messages.Count - 1);
        }
    }

    private static void PairTools(List<HistoryMessage> messages)
    {
        var pairs = new ToolPairs();
        for (var i = 0; i < messages.Count;)
        {
            var calls = Turn(messages, i, assistant: true);
            pairs.TakeCalls(calls);
            var answers = Turn(messages, i + calls.Count, assistant: false);
            var left = pairs.TakeResults(answers);
            if (left.Count > 0)
            {
                calls[^1].Following = left;
            }

            i += calls.Count + answers.Count;
        }
    }

    private static List<HistoryMessage> Turn(List<HistoryMessage> messages, int from, bool assistant) =>
        [.. messages.Skip(from).TakeWhile(message => message.IsAssistant == assistant)];

    private static ReadOnlyMemory<byte> Changed(ReadOnlyMemory<byte> body, Action<JsonElement, List<HistoryMessage>> change)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            var messages = Block.Items(document.RootElement, "messages"u8).Select(message => new HistoryMessage(message, body)).ToList();
            change(document.RootElement, messages);
            var edits = new BodyEdits(body);
            messages.ForEach(message => message.AddTo(edits));
            return edits.Apply();
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Not for us to judge: Anthropic says what is wrong with it.
            return body;
        }
    }
}
