using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// Joins strings of a JSON document into one JSON string without unescaping them first: text is most of a request, and its
/// escapes are as valid in the new string as in the old. Reused for string after string.
/// </summary>
internal sealed class JsonText
{
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    /// <summary>Makes an empty string.</summary>
    public JsonText() => Clear();

    /// <summary>True when nothing was added.</summary>
    public bool IsEmpty => _buffer.WrittenCount == 1;

    /// <summary>Starts again.</summary>
    public void Clear()
    {
        _buffer.ResetWrittenCount();
        _buffer.Write("\""u8);
    }

    /// <summary>Adds a string of the document.</summary>
    public void Add(JsonElement text)
    {
        var raw = Raw(text);
        if (HasSurrogates(raw))
        {
            Mend(raw, _buffer);
        }
        else
        {
            _buffer.Write(raw);
        }
    }

    /// <summary>Adds words of our own.</summary>
    public void Add(string words) => _buffer.Write(JsonEncodedText.Encode(words, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);

    /// <summary>Sets the next part off from what there is.</summary>
    public void Separate()
    {
        if (!IsEmpty)
        {
            _buffer.Write("\\n\\n"u8);
        }
    }

    /// <summary>Writes the string as a value.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        _buffer.Write("\""u8);
        writer.WriteRawValue(_buffer.WrittenSpan, skipInputValidation: true);
        Clear();
    }

    /// <summary>True when JSON writes halves of characters as escapes, in pairs or not.</summary>
    public static bool HasSurrogates(ReadOnlySpan<byte> raw) => raw.IndexOf("\\ud"u8) >= 0 || raw.IndexOf("\\uD"u8) >= 0;

    /// <summary>The same JSON with a mark in the place of each half that has lost its other.</summary>
    public static ReadOnlySpan<byte> Mended(ReadOnlySpan<byte> raw)
    {
        var output = new ArrayBufferWriter<byte>(raw.Length);
        Mend(raw, output);
        return output.WrittenSpan;
    }

    /// <summary>A string's text; halves of characters become marks.</summary>
    public static string Decode(JsonElement text)
    {
        var raw = Raw(text);
        if (!HasSurrogates(raw))
        {
            return text.GetString()!;
        }

        var reader = new Utf8JsonReader([(byte)'"', .. Mended(raw), (byte)'"']);
        reader.Read();
        return reader.GetString()!;
    }

    /// <summary>A value's JSON as the client wrote it.</summary>
    public static string Compact(JsonElement value) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value));

    /// <summary>A string's bytes as they stand in the document, without the quotes.</summary>
    public static ReadOnlySpan<byte> Raw(JsonElement text) => JsonMarshal.GetRawUtf8Value(text)[1..^1];

    /// <summary>True for a string of nothing but white space, which servers and Anthropic alike refuse as a text.</summary>
    public static bool IsBlank(JsonElement text) => RawIsBlank(Raw(text));

    private static bool RawIsBlank(ReadOnlySpan<byte> raw)
    {
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == (byte)'\\' && (raw[i + 1] is (byte)'n' or (byte)'r' or (byte)'t'))
            {
                i++;
            }
            else if (raw[i] != (byte)' ')
            {
                return false;
            }
        }

        return true;
    }

    // JavaScript writes half of a pair, left over where it cut a text, as an escape of its own; JSON readers in C++ refuse that.
    private static void Mend(ReadOnlySpan<byte> raw, ArrayBufferWriter<byte> output)
    {
        while (!raw.IsEmpty)
        {
            var slash = raw.IndexOf((byte)'\\');
            if (slash < 0)
            {
                output.Write(raw);
                return;
            }

            output.Write(raw[..slash]);
            raw = raw[slash..];
            var length = raw[1] == (byte)'u' ? 6 : 2;
            if (IsHigh(raw) && IsLow(raw[6..]))
            {
                length = 12;
            }

            output.Write(length == 6 && (IsHigh(raw) || IsLow(raw)) ? "\\ufffd"u8 : raw[..length]);
            raw = raw[length..];
        }
    }

    private static bool IsHigh(ReadOnlySpan<byte> raw) =>
        IsSurrogate(raw) && (raw[3] is (byte)'8' or (byte)'9' or (byte)'a' or (byte)'b' or (byte)'A' or (byte)'B');

    private static bool IsLow(ReadOnlySpan<byte> raw) => IsSurrogate(raw) && (raw[3] | 0x20) is >= (byte)'c' and <= (byte)'f';

    private static bool IsSurrogate(ReadOnlySpan<byte> raw) =>
        raw.Length >= 6 && raw[0] == (byte)'\\' && raw[1] == (byte)'u' && (raw[2] | 0x20) == (byte)'d';
}
