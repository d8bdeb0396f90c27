using System.Globalization;
using System.Text.Json;

namespace ClaudeSidecar.Simulation.Scripts;

/// <summary>A place in a script that knows its own path, so that every problem is told with the place where it is.</summary>
internal sealed class ScriptNode(JsonElement json, string path, List<string> problems)
{
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    /// <summary>The value as it was written.</summary>
    public JsonElement Json => json;

    /// <summary>This node where it is an object; else an empty one, and the problem is noted.</summary>
    public ScriptNode AsObject(params ReadOnlySpan<string> allowed)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Problem($"expected an object, found {Kind(json)}");
            return new(Nothing, path, problems);
        }

        foreach (var property in json.EnumerateObject())
        {
            if (!allowed.Contains(property.Name) && property.Name != "$schema")
            {
                Problem(property.Name, $"unknown field; known here: {string.Join(", ", allowed.ToArray())}");
            }
        }

        return this;
    }

    /// <summary>A field; null where it is absent or null.</summary>
    public ScriptNode? Child(string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var child) && child.ValueKind != JsonValueKind.Null
            ? new(child, Join(name), problems)
            : null;

    /// <summary>The items of an array field; none where it is absent.</summary>
    public IReadOnlyList<ScriptNode> Items(string name)
    {
        if (Child(name) is not { } child)
        {
            return [];
        }

        if (child.Json.ValueKind != JsonValueKind.Array)
        {
            child.Problem($"expected an array, found {Kind(child.Json)}");
            return [];
        }

        return [.. child.Json.EnumerateArray().Select((item, index) => new ScriptNode(item, $"{Join(name)}[{index}]", problems))];
    }

    /// <summary>The fields of an object field with their names; none where it is absent.</summary>
    public IReadOnlyList<(string Name, ScriptNode Node)> Fields() => json.ValueKind == JsonValueKind.Object
        ? [.. json.EnumerateObject().Select(property => (property.Name, new ScriptNode(property.Value, Join(property.Name), problems)))]
        : [];

    /// <summary>This node's own text; empty, with the problem noted, where it is none.</summary>
    public string AsText()
    {
        if (json.ValueKind == JsonValueKind.String)
        {
            return json.GetString()!;
        }

        Problem($"expected a text, found {Kind(json)}");
        return "";
    }

    /// <summary>A text field; null where it is absent.</summary>
    public string? Text(string name) => Child(name)?.AsText();

    /// <summary>A true or false; the default where it is absent.</summary>
    public bool Flag(string name, bool otherwise = false)
    {
        if (Child(name) is not { } child)
        {
            return otherwise;
        }

        if (child.Json.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return child.Json.GetBoolean();
        }

        child.Problem($"expected true or false, found {Kind(child.Json)}");
        return otherwise;
    }

    /// <summary>A number within its bounds; null where it is absent.</summary>
    public double? Number(string name, double least = 0, double most = double.MaxValue)
    {
        if (Child(name) is not { } child)
        {
            return null;
        }

        if (child.Json.ValueKind == JsonValueKind.Number && child.Json.TryGetDouble(out var value) && value >= least && value <= most)
        {
            return value;
        }

        child.Problem(string.Create(CultureInfo.InvariantCulture, $"expected a number from {least}{(most < double.MaxValue ? $" to {most}" : " up")}, found {Kind(child.Json)}"));
        return null;
    }

    /// <summary>A whole number within its bounds; null where it is absent.</summary>
    public int? Whole(string name, int least = 0) => Child(name)?.AsWhole(least);

    /// <summary>This node's own whole number; null, with the problem noted, where it is none.</summary>
    public int? AsWhole(int least = 0)
    {
        if (json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var value) && value >= least)
        {
            return value;
        }

        Problem(string.Create(CultureInfo.InvariantCulture, $"expected a whole number from {least} up, found {Kind(json)}"));
        return null;
    }

    /// <summary>Notes what is wrong here.</summary>
    public void Problem(string what) => problems.Add($"{(path.Length == 0 ? "the script" : path)}: {what}");

    /// <summary>Notes what is wrong with one of this node's fields.</summary>
    public void Problem(string name, string what) => problems.Add($"{Join(name)}: {what}");

    private string Join(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => value.GetRawText(),
    };
}
