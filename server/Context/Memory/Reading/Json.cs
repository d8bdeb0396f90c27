using System.Text.Json;

namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>Reads JSON that may have any shape.</summary>
internal static class Json
{
    /// <summary>The member; undefined where there is none.</summary>
    public static JsonElement Member(JsonElement holder, ReadOnlySpan<byte> name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) ? value : default;

    /// <summary>The text of a member; null where it is no text.</summary>
    public static string? Text(JsonElement holder, ReadOnlySpan<byte> name) => Text(Member(holder, name));

    /// <summary>The text; null where it is none.</summary>
    public static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a character as an escape: what JSON has in its place serves as well.
            return value.GetRawText().Trim('"');
        }
    }

    /// <summary>True for a member that is this text.</summary>
    public static bool Is(JsonElement holder, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        Member(holder, name) is { ValueKind: JsonValueKind.String } member && member.ValueEquals(value);

    /// <summary>True for a member that is true.</summary>
    public static bool IsTrue(JsonElement holder, ReadOnlySpan<byte> name) => Member(holder, name).ValueKind == JsonValueKind.True;

    /// <summary>The entries of a list; none where it is no list.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement list) => list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    /// <summary>A whole number, as a number or as text; null where it is none.</summary>
    public static int? Integer(JsonElement holder, ReadOnlySpan<byte> name)
    {
        var value = Member(holder, name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) || int.TryParse(Text(value), out number) ? number : null;
    }
}
