using ClaudeSidecar.Wire.Chat;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>Looks at what an answer tells of its prompt's size, on the way to the reducer.</summary>
/// <param name="inner">Reads the answer.</param>
internal sealed class UsageWatch(IChunkReader inner) : IChunkReader
{
    /// <summary>Tokens of the prompt as the server counted them; 0 = not told.</summary>
    public int Prompt { get; private set; }

    /// <summary>Tokens of the prompt that came from a cache; 0 = none, or not told.</summary>
    public int Cached { get; private set; }

    /// <inheritdoc/>
    public bool TryRead(ReadOnlySpan<byte> data, ChatChunk chunk)
    {
        var read = inner.TryRead(data, chunk);
        (Prompt, Cached) = chunk.Usage is { Prompt: > 0 } usage ? (usage.Prompt, usage.Cached) : (Prompt, Cached);
        return read;
    }
}
