namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>
/// Takes the events of one answer in the order in which Anthropic sends them: start, then blocks one after the other
/// (open, deltas, close), then the end. An error may come instead of anything but the start, and is the last event.
/// </summary>
internal interface IMessageSink
{
    /// <summary><c>message_start</c>.</summary>
    void Start(string id, string model, in Usage usage);

    /// <summary><c>content_block_start</c>.</summary>
    /// <param name="index">Counts from 0 without gaps.</param>
    /// <param name="kind">What the block is.</param>
    /// <param name="toolId">Id of a tool call; empty for other kinds.</param>
    /// <param name="toolName">Name of the tool; empty for other kinds.</param>
    void Open(int index, BlockKind kind, string toolId, string toolName);

    /// <summary><c>content_block_delta</c>.</summary>
    /// <param name="index">The open block.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="text">UTF-8: more text or thinking, or a piece of the call's input as JSON text.</param>
    void Delta(int index, BlockKind kind, ReadOnlySpan<byte> text);

    /// <summary><c>content_block_stop</c>; a thinking block gets its <see cref="ForeignSignature"/> first.</summary>
    void Close(int index, BlockKind kind);

    /// <summary><c>message_delta</c> and <c>message_stop</c>.</summary>
    /// <param name="reason">Why the answer ended.</param>
    /// <param name="stopSequence">The sequence met; null for none.</param>
    /// <param name="usage">Totals of the whole answer.</param>
    void End(StopReason reason, string? stopSequence, in Usage usage);

    /// <summary><c>error</c> in place of a proper end.</summary>
    /// <param name="type">Anthropic's word: see <see cref="ErrorBody"/>.</param>
    /// <param name="message">One sentence.</param>
    void Error(string type, string message);

    /// <summary><c>ping</c>: nothing new, still at work.</summary>
    void Ping();
}
