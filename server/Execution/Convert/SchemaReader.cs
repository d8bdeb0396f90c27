using System.Globalization;
using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// Reads the schemas of one tool as shapes: references are followed, parts that all hold are put together, and a schema that contains
/// itself is cut where it begins again (edge case 67).
/// </summary>
/// <param name="root">The whole schema, to which references refer.</param>
internal sealed class SchemaReader(JsonElement root)
{
    // A few definitions that each refer to the next twice double with every level.
    private const int MostReferences = 300;
    private const int Deepest = 24;

    private readonly List<string> _open = [];
    private int _references;

    /// <summary>The whole schema. Strict servers take no choice between several there: what any of them has becomes optional.</summary>
    public SchemaShape ReadRoot()
    {
        _open.Add("#");
        var shape = new SchemaShape();
        Take(root, shape);
        foreach (var name in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            if (shape[name] is not { ValueKind: JsonValueKind.Array } choices)
            {
                continue;
            }

            shape.Remove(name);
            foreach (var choice in choices.EnumerateArray())
            {
                var one = new SchemaShape();
                var open = _open.Count;
                Take(choice, one);
                Close(open);
                shape.AddChoice(one);
            }
        }

        return shape;
    }

    /// <summary>A schema inside it. What it refers to stays open until <see cref="Close"/>: met again meanwhile, it contains itself.</summary>
    /// <param name="schema">Any value; one that is no object says nothing.</param>
    /// <param name="optional">True where the value may be left out, and so need not be null as well.</param>
    /// <param name="depth">How deep it stands.</param>
    /// <param name="open">What to give to <see cref="Close"/>.</param>
    public SchemaShape Read(JsonElement schema, bool optional, int depth, out int open)
    {
        open = _open.Count;
        var shape = new SchemaShape();
        if (depth <= Deepest)
        {
            Take(schema, shape);
            if (optional)
            {
                TakeOnlyChoice(shape, "anyOf");
                TakeOnlyChoice(shape, "oneOf");
            }
        }

        return shape;
    }

    /// <summary>Ends a schema that was read.</summary>
    public void Close(int open) => _open.RemoveRange(open, _open.Count - open);

    /// <summary>True for a schema that allows nothing but null.</summary>
    public static bool IsNull(JsonElement schema) => Block.Is(schema, "type"u8, "null"u8);

    private void Take(JsonElement schema, SchemaShape into)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in schema.EnumerateObject())
        {
            if (member.Name is not ("$ref" or "allOf"))
            {
                into.Add(member.Name, member.Value);
            }
        }

        foreach (var part in Block.Items(schema, "allOf"u8))
        {
            Take(part, into);
        }

        if (Block.Text(schema, "$ref"u8) is { } reference)
        {
            Follow(reference, into);
        }
    }

    private void Follow(string reference, SchemaShape into)
    {
        if (Find(reference) is not { } target)
        {
            return;
        }

        if (_open.Contains(reference) || ++_references > MostReferences)
        {
            if (Block.String(target, "type"u8) is { } type)
            {
                into.Add("type", type);
            }

            return;
        }

        _open.Add(reference);
        Take(target, into);
    }

    private void TakeOnlyChoice(SchemaShape shape, string name)
    {
        if (shape[name] is not { ValueKind: JsonValueKind.Array } choices || choices.EnumerateArray().Count(choice => !IsNull(choice)) != 1)
        {
            return;
        }

        shape.Remove(name);
        Take(choices.EnumerateArray().First(choice => !IsNull(choice)), shape);
        if (shape["default"].ValueKind == JsonValueKind.Null)
        {
            shape.Remove("default");
        }
    }

    // Only references into the same schema can be followed: "#", "#/$defs/a~1b".
    private JsonElement? Find(string reference)
    {
        if (!reference.StartsWith('#'))
        {
            return null;
        }

        var at = root;
        foreach (var step in reference.Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var member))
            {
                at = member;
            }
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else
            {
                return null;
            }
        }

        return reference is "#" || reference.StartsWith("#/", StringComparison.Ordinal) ? at : null;
    }
}
