using System.Globalization;

namespace ClaudeSidecar.Simulation.Scripts;

/// <summary>Something that goes wrong, and when: at given request numbers, for the next few requests, or whenever a request matches.</summary>
/// <param name="Name">One of the names that the simulator knows.</param>
/// <param name="Argument">The number after the colon, as in <c>cut-after-events:3</c>; 0 for none.</param>
/// <param name="At">Request numbers, counted from 1; empty for no such limit.</param>
/// <param name="Next">For how many requests; null for no such limit.</param>
/// <param name="Match">For which requests.</param>
internal sealed record Incident(string Name, double Argument, IReadOnlyList<int> At, int? Next, RequestMatch Match)
{
    /// <summary>Reads one incident, written as its name alone or as an object.</summary>
    public static Incident Read(ScriptNode node, IReadOnlyList<IncidentKind> kinds)
    {
        if (node.Json.ValueKind == System.Text.Json.JsonValueKind.String)
        {
            var (alone, value) = ReadName(node, kinds);
            return new(alone, value, [], null, RequestMatch.Any);
        }

        var incident = node.AsObject("name", "at", "next", "match");
        if (incident.Child("name") is not { } nameNode)
        {
            incident.Problem("name", "an incident needs a name");
            return new("", 0, [], null, RequestMatch.Any);
        }

        var (name, argument) = ReadName(nameNode, kinds);
        return new(
            name,
            argument,
            [.. incident.Items("at").Select(item => item.AsWhole(1) ?? 0)],
            incident.Whole("next", 1),
            RequestMatch.Read(incident.Child("match")));
    }

    private static (string Name, double Argument) ReadName(ScriptNode node, IReadOnlyList<IncidentKind> kinds)
    {
        var written = node.AsText();
        var colon = written.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? written : written[..colon];
        var kind = kinds.FirstOrDefault(kind => kind.Name == name);
        if (kind is null)
        {
            node.Problem($"unknown name \"{name}\"; known: {string.Join(", ", kinds.Select(known => known.Written))}");
            return (name, 0);
        }

        var argument = 0.0;
        var hasNumber = colon >= 0 && double.TryParse(written[(colon + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out argument) && argument >= 0;
        if (hasNumber != (kind.ArgumentMeans is not null) || (colon >= 0 && !hasNumber))
        {
            node.Problem(kind.ArgumentMeans is null ? $"\"{name}\" takes no number" : $"write it as {kind.Written}, a number of {kind.ArgumentMeans}");
        }

        return (name, argument);
    }
}

/// <summary>The name of something that can go wrong.</summary>
/// <param name="Name">What a script writes.</param>
/// <param name="Does">What then happens, in one sentence.</param>
/// <param name="ArgumentMeans">What the number after the colon counts; null where there is none.</param>
internal sealed record IncidentKind(string Name, string Does, string? ArgumentMeans = null)
{
    /// <summary>The name as it is written, with a placeholder for its number.</summary>
    public string Written => ArgumentMeans is null ? Name : $"{Name}:N";
}
