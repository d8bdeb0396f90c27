namespace ClaudeSidecar.Execution.Discovery;

/// <summary>What a search for local servers found.</summary>
/// <param name="Servers">The servers, the configured address first.</param>
/// <param name="Summary">What was asked and how each answered, in English.</param>
/// <param name="SummaryZh">The same in Chinese.</param>
public sealed record DiscoveryReport(IReadOnlyList<LocalServer> Servers, string Summary, string SummaryZh)
{
    /// <summary>True when another search found the same.</summary>
    public bool SameAs(DiscoveryReport other) =>
        Summary == other.Summary && Servers.Count == other.Servers.Count && Servers.Zip(other.Servers).All(pair => AreAlike(pair.First, pair.Second));

    private static bool AreAlike(LocalServer one, LocalServer other) =>
        one.BaseUrl == other.BaseUrl && one.Kind == other.Kind && one.Version == other.Version && one.Starting == other.Starting && one.Models.SequenceEqual(other.Models);
}
