using System.Text.Json;

namespace ClaudeSidecar.Execution.Continuation;

/// <summary>What an event about one content block says, as far as somebody who goes on with the message must know it (claude-wire 3).</summary>
/// <param name="Index">The block's index.</param>
/// <param name="IndexAt">Where the index stands in the event's data.</param>
/// <param name="IndexLength">How many bytes it takes there.</param>
/// <param name="Type">The type of the block or of the delta; empty where none is told.</param>
/// <param name="Text">Its text; empty for none.</param>
internal readonly record struct BlockEvent(int Index, int IndexAt, int IndexLength, string Type, string Text)
{
    /// <summary>Reads it.</summary>
    /// <param name="data">The event's data.</param>
    /// <exception cref="JsonException">It is no JSON, or names no block.</exception>
    public static BlockEvent Read(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        var (index, at, length, type, text) = (-1, 0, 0, "", "");
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var depth = reader.CurrentDepth;
            if (depth == 1 && reader.ValueTextEquals("index"u8) && reader.Read())
            {
                (index, at, length) = (reader.GetInt32(), (int)reader.TokenStartIndex, reader.ValueSpan.Length);
            }
            else if (depth == 2 && reader.ValueTextEquals("type"u8) && reader.Read())
            {
                type = reader.GetString() ?? "";
            }
            else if (depth == 2 && reader.ValueTextEquals("text"u8) && reader.Read())
            {
                text = reader.GetString() ?? "";
            }
            else if (depth >= 2)
            {
                reader.Skip();
            }
        }

        return index >= 0 ? new(index, at, length, type, text) : throw new JsonException("The event names no content block.");
    }
}
