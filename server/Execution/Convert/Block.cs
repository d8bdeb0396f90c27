using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>Reads members of JSON that may be of any shape: what is not as expected counts as absent.</summary>
internal static class Block
{
    /// <summary>A member of an object; null when it is absent, null, or the holder is no object.</summary>
    public static JsonElement? Member(JsonElement holder, ReadOnlySpan<byte> name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A member that is a string.</summary>
    public static JsonElement? String(JsonElement holder, ReadOnlySpan<byte> name) =>
        Member(holder, name) is { ValueKind: JsonValueKind.String } text ? text : null;

    /// <summary>A string member's text; null when it is absent or no valid Unicode.</summary>
    public static string? Text(JsonElement holder, ReadOnlySpan<byte> name)
    {
        try
        {
            return String(holder, name)?.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A member that is an array, as its items; none when it is absent.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement holder, ReadOnlySpan<byte> name) =>
        Member(holder, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    /// <summary>True when the string member has this value.</summary>
    public static bool Is(JsonElement holder, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        String(holder, name) is { } text && text.ValueEquals(value);

    /// <summary>True for a string with this value.</summary>
    public static bool IsText(JsonElement value, ReadOnlySpan<byte> text) => value.ValueKind == JsonValueKind.String && value.ValueEquals(text);
}
