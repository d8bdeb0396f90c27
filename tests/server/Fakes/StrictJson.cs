using System.Text.Json;

namespace ClaudeSidecar.Tests.Fakes;

/// <summary>Reading JSON of which nothing is promised.</summary>
internal static class StrictJson
{
    /// <summary>A member of an object; null where either is missing, or the member is null.</summary>
    public static JsonElement? Get(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    /// <summary>A member that is a text; null for any other.</summary>
    public static string? Text(this JsonElement value, string name) =>
        value.Get(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The items of a member that is an array; none for any other.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement value, string name) =>
        value.Get(name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];
}
