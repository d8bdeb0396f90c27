using System.Text.Json;

namespace ClaudeSidecar.Execution.Answers.Arguments;

/// <summary>What a schema allows at one place: all alternatives that <c>anyOf</c>, <c>oneOf</c>, <c>allOf</c> and <c>$ref</c> lead to, taken together.</summary>
internal sealed class ArgumentSchema
{
    // A schema may refer to itself.
    private const int MostAlternatives = 64;

    private readonly JsonElement _root;
    private readonly List<JsonElement> _alternatives = [];
    private int _followed;

    private ArgumentSchema(JsonElement root, IEnumerable<JsonElement> schemas)
    {
        _root = root;
        foreach (var schema in schemas)
        {
            Expand(schema);
        }

        Kinds = _alternatives.Count == 0 ? JsonKinds.Any : _alternatives.Aggregate(JsonKinds.None, (kinds, schema) => kinds | KindsOf(schema));
    }

    /// <summary>The kinds of value that are allowed; <see cref="JsonKinds.Any"/> where the schema does not say.</summary>
    public JsonKinds Kinds { get; }

    /// <summary>The schema of a tool's input.</summary>
    public static ArgumentSchema Of(JsonElement root) => new(root, [root]);

    /// <summary>What is allowed under a key; null for a key that the schema does not know.</summary>
    public ArgumentSchema? Property(string name)
    {
        var known = new List<JsonElement>();
        foreach (var schema in _alternatives)
        {
            if (Member(schema, "properties") is { ValueKind: JsonValueKind.Object } properties && properties.TryGetProperty(name, out var property))
            {
                known.Add(property);
            }
            else if (Member(schema, "additionalProperties") is { ValueKind: JsonValueKind.Object } others)
            {
                known.Add(others);
            }
        }

        return known.Count == 0 ? null : new ArgumentSchema(_root, known);
    }

    /// <summary>What is allowed in an array; null where the schema does not say.</summary>
    public ArgumentSchema? Items()
    {
        var known = _alternatives.Select(schema => Member(schema, "items")).OfType<JsonElement>().ToList();
        return known.Count == 0 ? null : new ArgumentSchema(_root, known);
    }

    /// <summary>True when an input without this key is refused.</summary>
    public bool Requires(string name) => _alternatives.Exists(schema => Required(schema).Any(item => item.ValueKind == JsonValueKind.String && item.ValueEquals(name)));

    /// <summary>Keys that cannot be left out.</summary>
    public IEnumerable<string> RequiredNames() =>
        _alternatives.SelectMany(Required).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!);

    /// <summary>True when the schema names its keys at all.</summary>
    public bool HasNames => _alternatives.Exists(schema => Member(schema, "properties") is { ValueKind: JsonValueKind.Object } keys && keys.GetPropertyCount() > 0);

    /// <summary>True when the schema names its keys and this is one of them.</summary>
    public bool Knows(string name) => _alternatives.Exists(schema => Member(schema, "properties") is { ValueKind: JsonValueKind.Object } keys && keys.TryGetProperty(name, out _));

    private void Expand(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || _alternatives.Count >= MostAlternatives)
        {
            return;
        }

        var isLeaf = true;
        foreach (var word in (ReadOnlySpan<string>)["anyOf", "oneOf", "allOf"])
        {
            if (Member(schema, word) is { ValueKind: JsonValueKind.Array } choices)
            {
                isLeaf &= Says(schema);
                foreach (var choice in choices.EnumerateArray())
                {
                    Expand(choice);
                }
            }
        }

        if (Member(schema, "$ref") is { ValueKind: JsonValueKind.String } reference && Resolve(reference.GetString()!) is { } target)
        {
            isLeaf &= Says(schema);
            if (_followed++ < MostAlternatives)
            {
                Expand(target);
            }
        }

        if (isLeaf)
        {
            _alternatives.Add(schema);
        }
    }

    private JsonElement? Resolve(string pointer)
    {
        if (!pointer.StartsWith('#'))
        {
            return null;
        }

        JsonElement? at = _root;
        foreach (var step in pointer.Split('/').Skip(1))
        {
            at = at is { } holder ? Member(holder, step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)) : null;
        }

        return at;
    }

    // True for a schema that says something by itself, beside what it refers to.
    private static bool Says(JsonElement schema) => KindsOf(schema) != JsonKinds.Any;

    private static JsonKinds KindsOf(JsonElement schema)
    {
        if (Member(schema, "type") is { } type)
        {
            return type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Aggregate(JsonKinds.None, (kinds, one) => kinds | Named(one)) : Named(type);
        }

        if (Member(schema, "enum") is { ValueKind: JsonValueKind.Array } values)
        {
            return values.EnumerateArray().Aggregate(JsonKinds.None, (kinds, one) => kinds | JsonKindsOf.Value(one));
        }

        return Member(schema, "const") is { } only ? JsonKindsOf.Value(only)
            : Member(schema, "properties") is not null ? JsonKinds.Object
            : Member(schema, "items") is not null ? JsonKinds.Array
            : JsonKinds.Any;
    }

    private static JsonKinds Named(JsonElement type) => type.ValueKind != JsonValueKind.String ? JsonKinds.Any : type.GetString() switch
    {
        "string" => JsonKinds.String,
        "number" => JsonKinds.Number | JsonKinds.Integer,
        "integer" => JsonKinds.Integer,
        "boolean" => JsonKinds.Boolean,
        "array" => JsonKinds.Array,
        "object" => JsonKinds.Object,
        "null" => JsonKinds.Null,
        _ => JsonKinds.Any,
    };

    private static IEnumerable<JsonElement> Required(JsonElement schema) =>
        Member(schema, "required") is { ValueKind: JsonValueKind.Array } names ? names.EnumerateArray() : [];

    private static JsonElement? Member(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) ? value : null;
}
