namespace ClaudeSidecar.Context.Tokens;

/// <summary>
/// Begins the merging of a piece of Chinese, Japanese or Korean with its characters, where it would come to them anyway: that is a third
/// of the parts, and these scripts have long pieces, for they have no spaces. It would not where a token begins or ends inside a
/// character and holds more than that one, or where characters are joined before they are whole: where such tokens may be in a piece,
/// it is merged from its bytes.
/// </summary>
internal sealed class CharacterParts
{
    private const int Bytes = 3;

    private readonly Vocabulary _vocabulary;

    // By the hash of the first three bytes of the tokens that forbid it.
    private readonly ulong[] _forbidden = new ulong[1 << 10];

    /// <summary>Looks through a vocabulary once.</summary>
    public CharacterParts(Vocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        for (var id = 0; id < vocabulary.Count; id++)
        {
            var token = vocabulary.Bytes(id);
            if (MayBeIn(token) && Forbids(token, id))
            {
                Forbid(token);
            }
        }
    }

    /// <summary>Where the parts of a piece begin, and behind them its end; 0 where it must be merged from its bytes.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="starts">Is filled; one longer than the piece.</param>
    /// <returns>How many parts there are.</returns>
    public int Begin(ReadOnlySpan<byte> piece, Span<byte> starts)
    {
        if (piece.Length % Bytes != 0 || piece.Length < 2 * Bytes)
        {
            return 0;
        }

        var count = 0;
        for (var i = 0; i < piece.Length; i += Bytes)
        {
            var character = piece.Slice(i, Bytes);
            if (!IsCharacter(character) || (i + 5 <= piece.Length && (IsForbidden(piece[i..]) || IsForbidden(piece[(i + 1)..]) || IsForbidden(piece[(i + 2)..]))))
            {
                return 0;
            }

            starts[count++] = (byte)i;
            switch (Parts(character, out _))
            {
                case 2 when _vocabulary.Pair(character[0], character[1]) < _vocabulary.Pair(character[1], character[2]):
                    starts[count++] = (byte)(i + 2);
                    break;
                case 2:
                    starts[count++] = (byte)(i + 1);
                    break;
                case 3:
                    starts[count++] = (byte)(i + 1);
                    starts[count++] = (byte)(i + 2);
                    break;
            }
        }

        starts[count] = (byte)piece.Length;
        return count;
    }

    // Characters of one, two or four bytes have bytes of their own.
    private static bool MayBeIn(ReadOnlySpan<byte> token) =>
        !token.ContainsAnyInRange((byte)0, (byte)0x7F) && !token.ContainsAnyInRange((byte)0xC0, (byte)0xDF) && !token.ContainsAnyInRange((byte)0xF0, (byte)0xFF);

    // Three bytes in UTF-8.
    private static bool IsCharacter(ReadOnlySpan<byte> bytes) => (bytes[0] & 0xF0) == 0xE0 && (bytes[1] & 0xC0) == 0x80 && (bytes[2] & 0xC0) == 0x80;

    // How many parts are left of a character when nothing in it can be merged any more, and the last merge.
    private int Parts(ReadOnlySpan<byte> character, out int last)
    {
        last = Math.Min(_vocabulary.Pair(character[0], character[1]), _vocabulary.Pair(character[1], character[2]));
        if (last == Vocabulary.None)
        {
            return 3;
        }

        var whole = _vocabulary.Find(character);
        if (whole == Vocabulary.None)
        {
            return 2;
        }

        last = Math.Max(last, whole);
        return 1;
    }

    private bool Forbids(ReadOnlySpan<byte> token, int id)
    {
        // One that is no more than a part of one character forbids nothing.
        var first = token.IndexOfAnyInRange((byte)0xC0, (byte)0xFF);
        if (first < 0 || (first == 0 && token[1..].IndexOfAnyInRange((byte)0xC0, (byte)0xFF) < 0))
        {
            return false;
        }

        for (var i = 0; i < token.Length; i += Bytes)
        {
            // Its characters have not become whole when it is made.
            if (i + Bytes > token.Length || !IsCharacter(token.Slice(i, Bytes)) || Parts(token.Slice(i, Bytes), out var last) != 1 || last >= id)
            {
                return true;
            }
        }

        return false;
    }

    private void Forbid(ReadOnlySpan<byte> token)
    {
        // Of a token of two bytes the third may be any.
        Span<byte> head = [token[0], token[1], 0];
        var (from, to) = token.Length > 2 ? (token[2], token[2]) : (0, 255);
        for (var third = from; third <= to; third++)
        {
            head[2] = (byte)third;
            var bit = Hash(head);
            _forbidden[bit >> 6] |= 1UL << (int)bit;
        }
    }

    private bool IsForbidden(ReadOnlySpan<byte> bytes)
    {
        var bit = Hash(bytes);
        return (_forbidden[bit >> 6] & (1UL << (int)bit)) != 0;
    }

    // Sixteen bits.
    private static uint Hash(ReadOnlySpan<byte> bytes) => (((uint)bytes[0] << 16) | ((uint)bytes[1] << 8) | bytes[2]) * 0x9E37_79B1 >> 16;
}
