using System.Buffers;
using System.Text;

namespace ClaudeSidecar.Context.Tokens;

/// <summary>
/// Encodes text as tiktoken does. What looks like a special token is text. Safe for use by many threads at once; a long run of one
/// character costs no more than other text of its length.
/// </summary>
internal sealed class BytePairEncoder(Vocabulary vocabulary, TextSplit split)
{
    // Merging needs memory and time for each byte of a piece: a longer one is cut, which no text but a made one notices.
    private const int LongestPiece = 1 << 16;

    private readonly CharacterParts _characters = new(vocabulary);

    /// <summary>The tokens of a text.</summary>
    /// <param name="text">Halves of surrogate pairs count as U+FFFD.</param>
    public int CountTokens(string text) => Encoded(text, ids: null);

    /// <summary>The tokens of a text in UTF-8.</summary>
    public int CountTokens(ReadOnlySpan<byte> text) => Encode(text, ids: null);

    /// <summary>The tokens of a text themselves.</summary>
    /// <param name="text">Halves of surrogate pairs count as U+FFFD.</param>
    public IReadOnlyList<int> EncodeToIds(string text)
    {
        var ids = new List<int>();
        Encoded(text, ids);
        return ids;
    }

    /// <summary>The tokens of a text in UTF-8 themselves.</summary>
    public IReadOnlyList<int> EncodeToIds(ReadOnlySpan<byte> text)
    {
        var ids = new List<int>();
        Encode(text, ids);
        return ids;
    }

    /// <summary>The bytes that a token stands for: parts of characters too.</summary>
    public ReadOnlySpan<byte> BytesOf(int id) => vocabulary.Bytes(id);

    // Not inside a character.
    private static int CutAt(ReadOnlySpan<byte> piece)
    {
        var end = Math.Min(piece.Length, LongestPiece);
        while (end < piece.Length && end > LongestPiece - 4 && (piece[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return end;
    }

    private int Encoded(string text, List<int>? ids)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            return Encode(buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer)), ids);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private int Encode(ReadOnlySpan<byte> text, List<int>? ids)
    {
        var count = 0;
        for (int at = 0, end; at < text.Length; at = end)
        {
            end = split.End(text, at);
            var piece = text[at..end];
            if (vocabulary.Find(piece) is var whole and not Vocabulary.None)
            {
                ids?.Add(whole);
                count++;
            }
            else
            {
                count += piece.Length <= ShortMerge.Longest ? ShortMerge.Encode(vocabulary, _characters, piece, ids) : EncodeLong(piece, ids);
            }
        }

        return count;
    }

    private int EncodeLong(ReadOnlySpan<byte> piece, List<int>? ids)
    {
        var (count, last) = (0, 0);
        ReadOnlySpan<byte> before = [];
        while (!piece.IsEmpty)
        {
            var part = piece[..CutAt(piece)];

            // Megabytes of one letter are the one long piece that is met in life.
            if (!part.SequenceEqual(before))
            {
                last = LongMerge.Encode(vocabulary, part, ids);
            }
            else
            {
                ids?.AddRange(ids.GetRange(ids.Count - last, last));
            }

            count += last;
            before = part;
            piece = piece[part.Length..];
        }

        return count;
    }
}
