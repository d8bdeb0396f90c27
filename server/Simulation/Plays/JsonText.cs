using System.Text.Json;

namespace ClaudeSidecar.Simulation.Plays;

/// <summary>Reading JSON of which nothing is promised.</summary>
internal static class JsonText
{
    /// <summary>A field of an object; null where either is missing, or the field is null.</summary>
    public static JsonElement? Field(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null ? field : null;

    /// <summary>A text field; null where it is no text.</summary>
    public static string? Text(this JsonElement value, string name) =>
        value.Field(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The items of an array field; none where it is no array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement value, string name) =>
        value.Field(name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    /// <summary>The text of a message's content, written as one string or as blocks; text blocks only, joined by line feeds.</summary>
    public static string Of(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Join('\n', content.EnumerateArray().Where(block => block.Text("type") == "text").Select(block => block.Text("text") ?? "")),
        _ => "",
    };
}
