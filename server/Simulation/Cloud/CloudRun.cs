using ClaudeSidecar.Simulation.Hosting;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Cloud;

/// <summary>One script being played: the account, the faults still to come, the count of main requests.</summary>
internal sealed class CloudRun(SimulatorScript script, TimeProvider time)
{
    private int _mains;

    public SimulatorScript Script { get; } = script;

    public CloudScript Cloud { get; } = script.Cloud;

    public SimulatedQuota Quota { get; } = new(script.Cloud.Quota, time);

    public IncidentBoard Faults { get; } = new(script.Cloud.Faults);

    /// <summary>Counts a main request; the one that the script names finds the 5-hour window used up.</summary>
    public int CountMain()
    {
        var number = Interlocked.Increment(ref _mains);
        if (number == Cloud.LimitAtRequest)
        {
            Quota.Exhaust("5h");
        }

        return number;
    }
}
