using System.Globalization;
using System.Text;

namespace ClaudeSidecar.Context.Tokens;

/// <summary>Takes the escapes out of a JSON string without making a string of it, and without failing where a half of a surrogate pair stands alone.</summary>
internal static class JsonString
{
    /// <summary>Writes the text that a JSON string stands for.</summary>
    /// <param name="raw">What stands between the quotes, valid.</param>
    /// <param name="text">Gets UTF-8; as long as <paramref name="raw"/>. Lone halves become U+FFFD.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Decode(ReadOnlySpan<byte> raw, Span<byte> text)
    {
        var written = 0;
        while (raw.IndexOf((byte)'\\') is var slash and >= 0)
        {
            raw[..slash].CopyTo(text[written..]);
            written += slash;
            raw = raw[slash..];
            if (raw[1] == (byte)'u')
            {
                var character = Character(raw, out var length);
                written += character.EncodeToUtf8(text[written..]);
                raw = raw[length..];
            }
            else
            {
                text[written++] = Unescaped(raw[1]);
                raw = raw[2..];
            }
        }

        raw.CopyTo(text[written..]);
        return written + raw.Length;
    }

    private static byte Unescaped(byte letter) => letter switch
    {
        (byte)'n' => (byte)'\n',
        (byte)'t' => (byte)'\t',
        (byte)'r' => (byte)'\r',
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        _ => letter,
    };

    private static Rune Character(ReadOnlySpan<byte> raw, out int length)
    {
        var unit = Unit(raw);
        length = 6;
        if (!char.IsSurrogate(unit))
        {
            return new(unit);
        }

        if (char.IsHighSurrogate(unit) && raw[6..].StartsWith("\\u"u8) && Unit(raw[6..]) is var low && char.IsLowSurrogate(low))
        {
            length = 12;
            return new(unit, low);
        }

        return Rune.ReplacementChar;
    }

    private static char Unit(ReadOnlySpan<byte> escape) => (char)ushort.Parse(escape[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
