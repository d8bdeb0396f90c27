namespace ClaudeSidecar.Simulation.Scripts;

/// <summary>Makes the simulator an upstream for measurements: every request gets the same bytes, made once, and nothing is recorded.</summary>
/// <param name="Events">Number of deltas in a streamed answer.</param>
/// <param name="Interval">The wait between two of them; zero sends them all in one write.</param>
internal sealed record BenchScript(int Events, TimeSpan Interval)
{
    /// <summary>Reads the <c>bench</c> object; null where it is absent.</summary>
    public static BenchScript? Read(ScriptNode? node) => node?.AsObject("events", "intervalMs") is { } bench
        ? new(bench.Whole("events", 1) ?? 100, TimeSpan.FromMilliseconds(bench.Number("intervalMs") ?? 0))
        : null;
}
