using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ClaudeSidecar.Wire.Chat;

/// <summary>One growing buffer that holds all texts of one chunk, unescaped, so that reading a chunk allocates nothing.</summary>
internal sealed class ChunkText
{
    private byte[] _buffer = new byte[512];
    private int _used;

    public void Clear() => _used = 0;

    public ReadOnlySpan<byte> this[TextSlice slice] => _buffer.AsSpan(slice.Start, slice.Length);

    public TextSlice Add(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Reserve(utf8.Length));
        return Take(utf8.Length);
    }

    /// <summary>Takes a text once more that is here already.</summary>
    public TextSlice Repeat(TextSlice slice)
    {
        Reserve(slice.Length);
        return Add(this[slice]);
    }

    /// <summary>Takes the string that the reader stands on. What is no valid Unicode becomes U+FFFD instead of an exception.</summary>
    public TextSlice Add(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return Utf8.IsValid(reader.ValueSpan) ? Add(reader.ValueSpan) : Add(Repaired(reader.ValueSpan));
        }

        try
        {
            return Take(reader.CopyString(Reserve(reader.ValueSpan.Length)));
        }
        catch (InvalidOperationException)
        {
            return Add(Repaired(reader.ValueSpan));
        }
    }

    /// <summary>Takes the string that the reader stands on; skips a value of any other kind, which counts as empty.</summary>
    public TextSlice AddOrSkip(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return Add(ref reader);
        }

        reader.Skip();
        return default;
    }

    /// <summary>Takes the value that the reader stands on as it is written. What is no valid Unicode counts as empty.</summary>
    /// <param name="reader">Reads <paramref name="json"/>; afterwards it stands on the value's end.</param>
    /// <param name="json">The whole chunk.</param>
    public TextSlice AddRaw(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var raw = json[start..(int)reader.BytesConsumed];
        return Utf8.IsValid(raw) ? Add(raw) : default;
    }

    private Span<byte> Reserve(int length)
    {
        if (_buffer.Length - _used < length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _used + length));
        }

        return _buffer.AsSpan(_used);
    }

    private TextSlice Take(int length)
    {
        var slice = new TextSlice(_used, length);
        _used += length;
        return slice;
    }

    private static byte[] Repaired(ReadOnlySpan<byte> escaped)
    {
        var source = Encoding.UTF8.GetString(escaped);
        var text = new StringBuilder(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '\\')
            {
                text.Append(source[i]);
                continue;
            }

            i++;
            text.Append(source[i] switch
            {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'b' => '\b',
                'f' => '\f',
                'u' => (char)ushort.Parse(source.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                var other => other,
            });
            i += source[i] == 'u' ? 4 : 0;
        }

        // Encoding replaces each half of a surrogate pair that stands alone.
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}

/// <summary>A place in a <see cref="ChunkText"/>.</summary>
internal readonly record struct TextSlice(int Start, int Length);
