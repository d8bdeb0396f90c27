namespace ClaudeSidecar.Simulation.Scripts;

/// <summary>How an answer is cut into events, and how fast they come.</summary>
/// <param name="ChunkSize">Characters in one delta.</param>
/// <param name="EventDelay">The wait before each event.</param>
internal sealed record Pace(int ChunkSize, TimeSpan EventDelay)
{
    /// <summary>Reads <c>chunkSize</c> and <c>eventDelayMs</c>.</summary>
    public static Pace Read(ScriptNode node) =>
        new(node.Whole("chunkSize", 1) ?? 24, TimeSpan.FromMilliseconds(node.Number("eventDelayMs") ?? 0));

    /// <summary>The text in pieces of the chunk size; never cuts a surrogate pair in two.</summary>
    public IEnumerable<string> Cut(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var length = Math.Min(ChunkSize, text.Length - start);
            if (start + length < text.Length && char.IsHighSurrogate(text[start + length - 1]))
            {
                length++;
            }

            yield return text.Substring(start, length);
            start += length;
        }
    }
}
