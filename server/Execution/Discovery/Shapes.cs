using System.Text.Json;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>Reads what may be there, of JSON that may be anything.</summary>
internal static class Shapes
{
    /// <summary>A member of an object; null when there is none, or when this is no object.</summary>
    public static JsonElement? Field(this JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text that is not empty.</summary>
    public static string? Text(this JsonElement holder, string name) =>
        holder.Field(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A whole number above 0 that a window can have.</summary>
    public static int? Count(this JsonElement holder, string name) =>
        holder.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var count) && count > 0 ? count : null;

    /// <summary>A whole number above 0, however large.</summary>
    public static long? Size(this JsonElement holder, string name) =>
        holder.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var size) && size > 0 ? size : null;

    /// <summary>Yes or no; an object stands for yes, as LM Studio describes what a model's reasoning can be set to.</summary>
    public static bool? Flag(this JsonElement holder, string name) => holder.Field(name)?.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.Object => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The elements of a list; null when it is none.</summary>
    public static IReadOnlyList<JsonElement>? Items(this JsonElement holder, string name) =>
        holder.Field(name) is { ValueKind: JsonValueKind.Array } value ? [.. value.EnumerateArray()] : null;

    /// <summary>The texts of a list; null when it is none.</summary>
    public static IReadOnlyList<string>? Words(this JsonElement holder, string name) =>
        holder.Items(name) is { } items ? [.. items.Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)] : null;
}
