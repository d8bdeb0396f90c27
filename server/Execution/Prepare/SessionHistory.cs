using ClaudeSidecar.Context.Conversation;
using ClaudeSidecar.Context.Memory;
using ClaudeSidecar.Context.Memory.Facts;

namespace ClaudeSidecar.Execution.Prepare;

/// <summary>
/// What a session is about, beyond what its last request still holds: a compaction takes the messages away that told it, and a restart
/// takes the memory. Not for two threads at once.
/// </summary>
/// <param name="kept">What was kept on disk of the session; null for nothing. Asked once.</param>
internal sealed class SessionHistory(Func<SessionMemory?> kept)
{
    private IReadOnlyList<IndexedMessage> _messages = [];
    private bool _begun;

    /// <summary>What was known before the messages of now.</summary>
    public SessionMemory Before { get; private set; } = SessionMemory.Empty;

    /// <summary>What the session is about.</summary>
    public SessionMemory Now => Before.Then(_messages.Select(message => message.Facts));

    /// <summary>Takes in the messages of a request: the conversation that goes on, or what a compaction made of it.</summary>
    public void Take(IReadOnlyList<IndexedMessage> messages)
    {
        if (IsAfterSummary(messages) && (_messages.Count == 0 || !IsAfterSummary(_messages) || _messages[0].Hash != messages[0].Hash))
        {
            Before = _begun ? Now : kept() ?? SessionMemory.Empty;
        }

        (_begun, _messages) = (true, messages);
    }

    private static bool IsAfterSummary(IReadOnlyList<IndexedMessage> messages) =>
        messages.Take(3).Any(message => message.Facts.Facts.Any(fact => fact is SummaryGiven));
}
