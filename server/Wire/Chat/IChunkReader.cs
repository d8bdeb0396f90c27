namespace ClaudeSidecar.Wire.Chat;

/// <summary>
/// Reads the pieces of an answer in one dialect. One instance for one answer: a dialect whose pieces depend on earlier ones may keep
/// what it needs.
/// </summary>
internal interface IChunkReader
{
    /// <summary>Reads one event's data, one line, or one whole answer. False when it cannot be read; then the chunk is void.</summary>
    /// <param name="data">Without white space at its ends; never empty.</param>
    /// <param name="chunk">Is cleared and filled.</param>
    bool TryRead(ReadOnlySpan<byte> data, ChatChunk chunk);
}
