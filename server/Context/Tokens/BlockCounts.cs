using System.Buffers;
using System.Text.Json;

namespace ClaudeSidecar.Context.Tokens;

/// <summary>
/// Counts the tokens of requests, each block once: a conversation is sent whole with each turn, and all of it but the last was counted
/// before. A block is known again by its bytes, without the mark of the prompt cache. Safe for use by many threads.
/// </summary>
/// <param name="encoder">Gives the encoder; asked for when there is something to count.</param>
internal sealed class BlockCounts(Func<BytePairEncoder> encoder)
{
    // Shorter ones are counted as fast as they are found.
    private const int LeastKept = 48;

    private readonly CountTable _known = new();

    private long _counted;

    /// <summary>How many blocks had to be counted because no count of them was kept.</summary>
    public long Counted => Interlocked.Read(ref _counted);

    /// <summary>Tokens of a Messages body: its system text, tools and messages. The sum of its parts, and a few for the prompt itself.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public int OfBody(ReadOnlySpan<byte> body)
    {
        var reader = Open(body);
        long tokens = PromptSize.PerPrompt;
        reader.Read();
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            // At the top only these three reach the model.
            var messages = reader.ValueTextEquals("messages"u8);
            var counts = messages || reader.ValueTextEquals("system"u8) || reader.ValueTextEquals("tools"u8);
            reader.Read();
            if (counts)
            {
                tokens += OfItems(body, ref reader, messages);
            }
            else
            {
                reader.Skip();
            }
        }

        return (int)Math.Min(tokens, int.MaxValue);
    }

    /// <summary>Tokens of a part of a body, of any kind: a message, a block, a tool, the system text. A <see cref="JsonTokens"/>.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public int OfValue(ReadOnlySpan<byte> json)
    {
        var reader = Open(json);
        reader.Read();
        return IsMessage(json) ? OfMessage(json, ref reader) : OfItems(json, ref reader, messages: false);
    }

    private static Utf8JsonReader Open(ReadOnlySpan<byte> json) => new(json, new JsonReaderOptions { MaxDepth = 512 });

    private static bool IsMessage(ReadOnlySpan<byte> json)
    {
        var reader = Open(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("role"u8))
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    // A value, or the elements of an array; the reader is left on its end.
    private int OfItems(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, bool messages)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return OfBlock(json, ref reader);
        }

        long tokens = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            tokens += messages && reader.TokenType == JsonTokenType.StartObject ? OfMessage(json, ref reader) : OfBlock(json, ref reader);
        }

        return (int)Math.Min(tokens, int.MaxValue);
    }

    private int OfMessage(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        var tokens = TokenWalk.PerMessage;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var content = reader.ValueTextEquals("content"u8);
            reader.Read();
            if (content)
            {
                tokens += OfItems(json, ref reader, messages: false);
            }
            else
            {
                reader.Skip();
            }
        }

        return tokens;
    }

    private int OfBlock(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        var from = (int)reader.TokenStartIndex;
        reader.Skip();
        var block = json[from..(int)reader.BytesConsumed];
        if (block.Length < LeastKept)
        {
            return TokenWalk.Count(block, encoder());
        }

        var hash = HashOf(block);
        if (!_known.TryGet(hash, out var tokens))
        {
            tokens = TokenWalk.Count(block, encoder());
            _known.Keep(hash, tokens);
            Interlocked.Increment(ref _counted);
        }

        return tokens;
    }

    private static UInt128 HashOf(ReadOnlySpan<byte> block)
    {
        if (!CacheMarker.MayBeIn(block))
        {
            return BlockHash.Of(block);
        }

        var copy = ArrayPool<byte>.Shared.Rent(block.Length);
        try
        {
            return BlockHash.Of(copy.AsSpan(0, CacheMarker.TakeOut(block, copy)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }
}
