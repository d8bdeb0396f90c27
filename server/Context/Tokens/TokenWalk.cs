using System.Buffers;
using System.Text.Json;

namespace ClaudeSidecar.Context.Tokens;

/// <summary>
/// Counts what the model reads of one JSON value of a Messages request: the text that strings stand for, calls and schemas as the JSON
/// that templates write of them, images by their size, and what templates put around each of these (edge cases 97, 98).
/// </summary>
internal static class TokenWalk
{
    // What templates write around them, the most talkative of those that are known (local-servers 4).
    public const int PerMessage = 5;
    private const int PerTool = 26;
    private const int PerCall = 20;
    private const int PerResult = 10;
    private const int PerText = 1;

    // A note stands in for what the model cannot be given.
    private const int PerNote = 16;
    private const int LeastBytesOfData = 256;

    // "%PDF-" in base64.
    private static ReadOnlySpan<byte> PdfMark => "JVBERi"u8;

    /// <summary>Tokens of a value. Nothing is remembered; see <see cref="BlockCounts"/>.</summary>
    /// <param name="json">Valid JSON.</param>
    /// <param name="encoder">Counts the text.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static int Count(ReadOnlySpan<byte> json, BytePairEncoder encoder)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 512 });
        long tokens = 0;
        while (reader.Read())
        {
            tokens += reader.TokenType switch
            {
                JsonTokenType.PropertyName => OfMember(json, ref reader, encoder),
                JsonTokenType.String => OfText(reader.ValueSpan, reader.ValueIsEscaped, encoder) + PerText,
                JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => PerText,
                _ => 0,
            };
        }

        return (int)Math.Min(tokens, int.MaxValue);
    }

    // Stands on the name; where it answers for the value too, on its end.
    private static int OfMember(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, BytePairEncoder encoder)
    {
        var name = reader.ValueSpan;
        switch (name)
        {
            case var _ when name.SequenceEqual("role"u8):
                return Skip(ref reader) + PerMessage;
            case var _ when name.SequenceEqual("tool_use_id"u8):
                return Skip(ref reader) + PerResult;
            case var _ when name.SequenceEqual("input"u8):
                return OfJson(json, ref reader, encoder) + PerCall;
            case var _ when name.SequenceEqual("input_schema"u8):
                return OfJson(json, ref reader, encoder) + PerTool;
            case var _ when name.SequenceEqual("data"u8):
                reader.Read();
                return OfData(ref reader, encoder);
            case var _ when IsForTheServer(name):
                return Skip(ref reader);
            default:
                return 0;
        }
    }

    private static bool IsForTheServer(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("type"u8) || name.SequenceEqual("id"u8) || name.SequenceEqual("cache_control"u8) || name.SequenceEqual("signature"u8) ||
        name.SequenceEqual("media_type"u8) || name.SequenceEqual("is_error"u8);

    private static int Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
        return 0;
    }

    private static int OfJson(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, BytePairEncoder encoder)
    {
        reader.Read();
        var from = (int)reader.TokenStartIndex;
        reader.Skip();
        return encoder.CountTokens(json[from..(int)reader.BytesConsumed]);
    }

    private static int OfData(ref Utf8JsonReader reader, BytePairEncoder encoder)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return 0;
        }

        if (reader.ValueSpan.Length >= LeastBytesOfData && ImageSize.TryRead(reader.ValueSpan, out var size))
        {
            return size.Tokens;
        }

        return reader.ValueSpan.StartsWith(PdfMark) ? PerNote : OfText(reader.ValueSpan, reader.ValueIsEscaped, encoder);
    }

    private static int OfText(ReadOnlySpan<byte> raw, bool escaped, BytePairEncoder encoder)
    {
        if (!escaped)
        {
            return encoder.CountTokens(raw);
        }

        var text = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            return encoder.CountTokens(text.AsSpan(0, JsonString.Decode(raw, text)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }
}
