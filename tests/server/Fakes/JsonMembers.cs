using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ClaudeSidecar.Tests.Fakes;

/// <summary>Members of a JSON object as slices of its text: no document is built, so a hundred thousand streams are read in seconds.</summary>
internal static class JsonMembers
{
    /// <summary>True for one complete JSON value of this kind, in valid UTF-8, and nothing behind it.</summary>
    public static bool Is(ReadOnlySpan<byte> json, JsonTokenType kind)
    {
        if (!Utf8.IsValid(json))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != kind)
            {
                return false;
            }

            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A member's value as it is written; empty where there is none.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(json);
        if (json.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return default;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (found)
            {
                return json[start..(int)reader.BytesConsumed];
            }
        }

        return default;
    }

    /// <summary>Appends what a string says to <paramref name="text"/>; false for any other value, and for half a surrogate pair.</summary>
    public static bool TryAppend(ReadOnlySpan<byte> json, ArrayBufferWriter<byte> text)
    {
        if (json is not [(byte)'"', .. var inside, (byte)'"'])
        {
            return false;
        }

        if (!inside.Contains((byte)'\\'))
        {
            text.Write(inside);
            return true;
        }

        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            text.Advance(reader.CopyString(text.GetSpan(json.Length)));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>What a string says; null for any other value.</summary>
    public static string? Text(ReadOnlySpan<byte> json)
    {
        if (json is not [(byte)'"', .. var inside, (byte)'"'])
        {
            return null;
        }

        if (!inside.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(inside);
        }

        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader.GetString();
    }

    /// <summary>A number from 0 up; null for any other value.</summary>
    public static int? Count(ReadOnlySpan<byte> json) =>
        System.Buffers.Text.Utf8Parser.TryParse(json, out int count, out var used) && used == json.Length && count >= 0 ? count : null;
}
