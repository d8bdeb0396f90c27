using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>One schema with everything that it refers to read into it. What was added first wins.</summary>
internal sealed class SchemaShape
{
    private readonly List<(string Name, JsonElement Value)> _members = [];
    private readonly List<(string Name, JsonElement Value)> _properties = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<string> _required = [];

    /// <summary>Its members in order; <c>properties</c> and <c>required</c> only say where those stand.</summary>
    public IReadOnlyList<(string Name, JsonElement Value)> Members => _members;

    /// <summary>Its properties, each name once.</summary>
    public IReadOnlyList<(string Name, JsonElement Value)> Properties => _properties;

    /// <summary>The names of properties that must be there.</summary>
    public IEnumerable<string> Required => _required.Where(_names.Contains).Distinct(StringComparer.Ordinal);

    /// <summary>The member; undefined when there is none.</summary>
    public JsonElement this[string name] => _members.Find(member => member.Name == name).Value;

    /// <summary>True when it has the member.</summary>
    public bool Has(string name) => _members.Exists(member => member.Name == name);

    /// <summary>True for a property that must be there.</summary>
    public bool Requires(string property) => _required.Contains(property, StringComparer.Ordinal);

    /// <summary>Takes in a member where it has none of that name yet; properties and what is required are added to those there are.</summary>
    public void Add(string name, JsonElement value)
    {
        if (name == "properties")
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                return;
            }

            foreach (var property in value.EnumerateObject())
            {
                AddProperty(property.Name, property.Value);
            }
        }
        else if (name == "required")
        {
            if (value.ValueKind != JsonValueKind.Array)
            {
                return;
            }

            _required.AddRange(value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(JsonText.Decode));
        }

        if (!Has(name))
        {
            _members.Add((name, value));
        }
    }

    /// <summary>Takes in what another has, without requiring any of it.</summary>
    public void AddChoice(SchemaShape other)
    {
        foreach (var (name, value) in other.Members.Where(member => member.Name is "properties"))
        {
            if (!Has(name))
            {
                _members.Add((name, value));
            }
        }

        foreach (var (name, value) in other.Properties)
        {
            AddProperty(name, value);
        }
    }

    /// <summary>Drops a member.</summary>
    public void Remove(string name) => _members.RemoveAll(member => member.Name == name);

    private void AddProperty(string name, JsonElement value)
    {
        if (_names.Add(name))
        {
            _properties.Add((name, value));
        }
    }
}
