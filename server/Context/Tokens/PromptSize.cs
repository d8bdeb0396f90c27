using System.Text;
using System.Text.Json;

namespace ClaudeSidecar.Context.Tokens;

/// <summary>Counts the tokens of one JSON value of a Messages request: <see cref="PromptSize.OfValue"/>, or what takes its place.</summary>
/// <param name="json">Valid JSON.</param>
public delegate int JsonTokens(ReadOnlySpan<byte> json);

/// <summary>
/// Estimates a prompt's tokens from its bytes in one pass without a document: the side of safety is to say too many (edge cases 97, 98).
/// Counts system, tools, messages and tool blocks; images by their size in pixels.
/// </summary>
internal static class PromptSize
{
    private const int TokensPerMessage = 4;
    private const int LeastBytesOfData = 256;

    // English and code make 3.6 to 4.2 bytes a token in the usual vocabularies, JSON rather fewer.
    private const double BytesPerToken = 3.5;

    // "%PDF-" in base64.
    private static ReadOnlySpan<byte> PdfMark => "JVBERi"u8;

    /// <summary>Tokens of a Messages body; at least 1. A body that is no JSON counts by its length.</summary>
    public static int Estimate(ReadOnlySpan<byte> body) => Math.Max(1, Count(body, whole: true));

    /// <summary>Tokens of a part of one, of any kind: a message, a block, a tool, the system text. The parts of a body sum up to the whole.</summary>
    public static int OfValue(ReadOnlySpan<byte> json) => Count(json, whole: false);

    /// <summary>Tokens of a text.</summary>
    public static int OfText(string text) => (int)Math.Ceiling(Encoding.UTF8.GetByteCount(text) / BytesPerToken);

    private static int Count(ReadOnlySpan<byte> body, bool whole)
    {
        long bytes = 0, tokens = 0;
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 512 });
            while (reader.Read())
            {
                Count(ref reader, whole, ref bytes, ref tokens);
            }
        }
        catch (JsonException)
        {
            bytes = body.Length;
        }

        return (int)Math.Min(tokens + (long)Math.Ceiling(bytes / BytesPerToken), int.MaxValue);
    }

    private static void Count(ref Utf8JsonReader reader, bool whole, ref long bytes, ref long tokens)
    {
        switch (reader.TokenType)
        {
            // At the top only these three reach the model.
            case JsonTokenType.PropertyName when whole && reader.CurrentDepth == 1 &&
                !(reader.ValueTextEquals("messages"u8) || reader.ValueTextEquals("system"u8) || reader.ValueTextEquals("tools"u8)):
            case JsonTokenType.PropertyName when reader.ValueTextEquals("signature"u8) || reader.ValueTextEquals("cache_control"u8):
                reader.Read();
                reader.Skip();
                break;
            case JsonTokenType.PropertyName when reader.ValueTextEquals("data"u8):
                reader.Read();
                CountData(ref reader, ref bytes, ref tokens);
                break;
            case JsonTokenType.PropertyName:
                bytes += reader.ValueSpan.Length + 2;
                break;
            case JsonTokenType.StartObject when reader.CurrentDepth == (whole ? 2 : 0):
                tokens += TokensPerMessage;
                break;
            case JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                bytes += reader.ValueSpan.Length + 2;
                break;
        }
    }

    private static void CountData(ref Utf8JsonReader reader, ref long bytes, ref long tokens)
    {
        if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length >= LeastBytesOfData && ImageSize.TryRead(reader.ValueSpan, out var size))
        {
            tokens += size.Tokens;
        }
        else if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.StartsWith(PdfMark))
        {
            // A note stands in for it.
            tokens += TokensPerMessage * 4;
        }
        else if (reader.TokenType == JsonTokenType.String)
        {
            bytes += reader.ValueSpan.Length;
        }
        else
        {
            reader.Skip();
        }
    }
}
