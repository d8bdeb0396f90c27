using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local;

/// <summary>The irregularities that one answer has.</summary>
internal sealed class Quirks(IReadOnlyList<Incident> met)
{
    /// <summary>None.</summary>
    public static readonly Quirks None = new([]);

    /// <summary>Their names in one line; null for none.</summary>
    public string? Names => met.Count == 0 ? null : string.Join(' ', met.Select(incident => incident.Name));

    /// <summary>True where the answer has this one.</summary>
    public bool Has(string name) => met.Any(incident => incident.Name == name);

    /// <summary>True where the answer has one of these.</summary>
    public bool HasAny(params ReadOnlySpan<string> names)
    {
        foreach (var incident in met)
        {
            if (names.Contains(incident.Name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The number behind a name; null where the answer does not have it.</summary>
    public double? Number(string name) => met.FirstOrDefault(incident => incident.Name == name)?.Argument;
}
