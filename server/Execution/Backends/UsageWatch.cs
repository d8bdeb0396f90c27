using ClaudeSidecar.Wire.Chat;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>Looks at what an answer tells of its prompt's size, on the way to the reducer.</summary>
/// <param name="inner">Reads the answer.</param>
internal sealed class UsageWatch(IChunkReader inner) : IChunkReader
{
    /// <summary>Tokens of the prompt as the server counted them; 0 = not told.</summary>
    public int Prompt { get; private set; }

    /// <inheritdoc/>
    public bool TryRead(ReadOnlySpan<byte> data, ChatChunk chunk)
    {
        var read = inner.TryRead(data, chunk);
        Prompt = chunk.Usage is { Prompt: > 0 } usage ? usage.Prompt : Prompt;
        return read;
    }
}
