using ClaudeSidecar.Simulation.Cloud;

namespace ClaudeSidecar.Simulation.Scripts;

/// <summary>How the stand-in for the Anthropic API behaves.</summary>
internal sealed record CloudScript
{
    /// <summary>The account's quota windows; empty for the usual two, barely used.</summary>
    public IReadOnlyList<QuotaWindowScript> Quota { get; init; } = [];

    /// <summary>The number of the first main request that finds the 5-hour window used up; null for never.</summary>
    public int? LimitAtRequest { get; init; }

    /// <summary>What goes wrong.</summary>
    public IReadOnlyList<Incident> Faults { get; init; } = [];

    /// <summary>Tokens that the model can hold.</summary>
    public int ContextWindow { get; init; } = 1_000_000;

    /// <summary>Compress answers for clients that accept it.</summary>
    public bool Compress { get; init; }

    /// <summary>Deltas and their speed.</summary>
    public Pace Pace { get; init; } = new(24, TimeSpan.Zero);

    /// <summary>Reads the <c>cloud</c> object.</summary>
    public static CloudScript Read(ScriptNode? node)
    {
        if (node?.AsObject("quota", "limitAtRequest", "faults", "contextWindow", "compress", "chunkSize", "eventDelayMs") is not { } cloud)
        {
            return new();
        }

        return new()
        {
            Quota = QuotaWindowScript.ReadAll(cloud.Child("quota")),
            LimitAtRequest = cloud.Whole("limitAtRequest", 1),
            Faults = [.. cloud.Items("faults").Select(item => Incident.Read(item, CloudFaults.All))],
            ContextWindow = cloud.Whole("contextWindow", 1) ?? 1_000_000,
            Compress = cloud.Flag("compress"),
            Pace = Pace.Read(cloud),
        };
    }
}
