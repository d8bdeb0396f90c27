namespace ClaudeSidecar.Context.Conversation;

/// <summary>A part of a body.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">Its length in bytes; 0 where there is no such part.</param>
public readonly record struct Slice(int Start, int Length)
{
    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> body) => body.Slice(Start, Length);
}
