using ClaudeSidecar.Simulation.Hosting;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local;

/// <summary>One script being played: the irregularities still to come, the count of chats.</summary>
internal sealed class LocalRun(SimulatorScript script)
{
    private int _chats;

    public SimulatorScript Script { get; } = script;

    public LocalScript Local { get; } = script.Local;

    public IncidentBoard Irregularities { get; } = new(script.Local.Irregularities);

    /// <summary>Counts a chat.</summary>
    public int CountChat() => Interlocked.Increment(ref _chats);
}
