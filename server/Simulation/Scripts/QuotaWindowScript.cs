namespace ClaudeSidecar.Simulation.Scripts;

/// <summary>One quota window of the simulated account.</summary>
internal sealed record QuotaWindowScript
{
    /// <summary>The window's name in the headers: <c>5h</c>, <c>7d</c>, <c>7d_oi</c> or any other.</summary>
    public required string Name { get; init; }

    /// <summary>The used share at the start, 0 … 1 and above.</summary>
    public double? Used { get; init; }

    /// <summary>The share that one answered request takes.</summary>
    public double? PerRequest { get; init; }

    /// <summary>Seconds from now to the reset.</summary>
    public double? ResetsInSeconds { get; init; }

    /// <summary>The window's length in seconds.</summary>
    public double? LengthSeconds { get; init; }

    /// <summary>Parts of model ids that it is for; empty for all models.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>Reads all windows of a <c>quota</c> object.</summary>
    public static IReadOnlyList<QuotaWindowScript> ReadAll(ScriptNode? node)
    {
        if (node is null)
        {
            return [];
        }

        if (node.Json.ValueKind != System.Text.Json.JsonValueKind.Object)
        {
            node.Problem("expected an object of windows, such as {\"5h\":{\"used\":0.8}}");
            return [];
        }

        return [.. node.Fields().Where(field => field.Name != "$schema").Select(field => Read(field.Name, field.Node))];
    }

    private static QuotaWindowScript Read(string name, ScriptNode node)
    {
        var window = node.AsObject("used", "perRequest", "resetsInSeconds", "lengthSeconds", "models");
        return new()
        {
            Name = name,
            Used = window.Number("used"),
            PerRequest = window.Number("perRequest"),
            ResetsInSeconds = window.Number("resetsInSeconds"),
            LengthSeconds = window.Number("lengthSeconds", 1),
            Models = window.Child("models") is null ? null : [.. window.Items("models").Select(item => item.AsText())],
        };
    }
}
