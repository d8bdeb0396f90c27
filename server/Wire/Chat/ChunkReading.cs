using System.Text.Json;

namespace ClaudeSidecar.Wire.Chat;

/// <summary>Steps that are the same in every object of a chunk.</summary>
internal static class ChunkReading
{
    /// <summary>True while the object that is being read has another member.</summary>
    public static bool NextProperty(this ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Skips the value of the member whose name was read.</summary>
    public static void SkipValue(this ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    /// <summary>A number of at least 0; null, and skipped, when the value is none.</summary>
    public static int? CountOrSkip(this ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) && number >= 0)
        {
            return number;
        }

        reader.Skip();
        return null;
    }
}
