using System.Buffers;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Execution.Relay;

/// <summary>
/// Counts the tokens of an answer on its way to the client. A compressed one is kept as it came, and read only when the client has all
/// of it: nothing waits for that.
/// </summary>
/// <param name="encoding">The answer's <c>Content-Encoding</c>.</param>
public sealed class AnswerMeter(string? encoding)
{
    // A longer one is not counted: it would have to be held.
    private const int LongestCopy = 1 << 20;

    private const int Chunk = 32 << 10;

    // The counts of an answer are shorter than this: what a chunk cuts off, the next one has whole.
    private const int Overlap = 4 << 10;

    private readonly UsageScan _scan = new();
    private readonly ArrayBufferWriter<byte>? _copy = Decompression.IsNone(encoding) ? null : new();

    /// <summary>Takes in what has just reached the client.</summary>
    /// <param name="piece">Whole events or a whole message; anything where it is compressed.</param>
    public void Take(ReadOnlySpan<byte> piece)
    {
        if (_copy is null)
        {
            _scan.Take(piece);
        }
        else if (_copy.WrittenCount <= LongestCopy)
        {
            _copy.Write(piece);
        }
    }

    /// <summary>How it ended, in the wire's words, after <see cref="Read"/>; null where that was not told.</summary>
    public string? Stop => _scan.Stop;

    /// <summary>What the answer told at its end; null where it told nothing that can be read.</summary>
    public Usage? Read()
    {
        if (_copy is { WrittenCount: > 0 and <= LongestCopy } && Decompression.Open(encoding, _copy.WrittenMemory) is { } text)
        {
            using (text)
            {
                Scan(text);
            }

            _copy.Clear();
        }

        return _scan.Told;
    }

    private void Scan(Stream text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            var held = 0;
            while (text.Read(buffer.AsSpan(held, Chunk - held)) is var count and > 0)
            {
                held += count;
                if (held == Chunk)
                {
                    _scan.Take(buffer.AsSpan(0, held));
                    buffer.AsSpan(held - Overlap, Overlap).CopyTo(buffer);
                    held = Overlap;
                }
            }

            _scan.Take(buffer.AsSpan(0, held));
        }
        catch (Exception cut) when (Decompression.IsBroken(cut))
        {
            // The client has the cut as it was; what came before has been counted.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
