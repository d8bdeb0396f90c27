using System.Buffers;
using System.Text.Json;

namespace ClaudeSidecar.Execution.Answers.Arguments;

/// <summary>Words of JSON that stand without quotes.</summary>
internal static class JsonNumber
{
    /// <summary>What a number, a literal or an unquoted key is made of.</summary>
    public static readonly SearchValues<byte> WordBytes = SearchValues.Create("+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_$abcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>What a <c>\u</c> is followed by.</summary>
    public static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789ABCDEFabcdef"u8);

    /// <summary>True for a number as JSON writes it.</summary>
    public static bool Is(ReadOnlySpan<byte> word)
    {
        if (word.IsEmpty || !(word[0] == (byte)'-' || char.IsAsciiDigit((char)word[0])))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(word);
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
