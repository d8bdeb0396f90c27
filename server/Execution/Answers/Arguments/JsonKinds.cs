using System.Text.Json;

namespace ClaudeSidecar.Execution.Answers.Arguments;

/// <summary>Kinds of JSON value, as schemas tell them apart.</summary>
[Flags]
internal enum JsonKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A string.</summary>
    String = 1,

    /// <summary>A number with a fraction.</summary>
    Number = 2,

    /// <summary>A whole number.</summary>
    Integer = 4,

    /// <summary>True or false.</summary>
    Boolean = 8,

    /// <summary>An array.</summary>
    Array = 16,

    /// <summary>An object.</summary>
    Object = 32,

    /// <summary>Null.</summary>
    Null = 64,

    /// <summary>Every kind.</summary>
    Any = String | Number | Integer | Boolean | Array | Object | Null,
}

/// <summary>The kind of a value.</summary>
internal static class JsonKindsOf
{
    /// <summary>The one kind that the value is of.</summary>
    public static JsonKinds Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonKinds.String,
        JsonValueKind.Number => value.TryGetInt64(out _) || value.TryGetDouble(out var number) && Math.Floor(number) == number ? JsonKinds.Integer : JsonKinds.Number,
        JsonValueKind.True or JsonValueKind.False => JsonKinds.Boolean,
        JsonValueKind.Array => JsonKinds.Array,
        JsonValueKind.Object => JsonKinds.Object,
        _ => JsonKinds.Null,
    };
}
