using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Hosting;

/// <summary>Knows which of the scripted incidents still have turns left.</summary>
internal sealed class IncidentBoard(IReadOnlyList<Incident> incidents)
{
    private readonly Lock _lock = new();
    private readonly int[] _left = [.. incidents.Select(incident => incident.Next ?? int.MaxValue)];

    /// <summary>All incidents that this request meets; uses up a turn of each.</summary>
    /// <param name="number">The request's number, from 1.</param>
    /// <param name="lastUser">Its last prompt.</param>
    /// <param name="model">Its model.</param>
    public IReadOnlyList<Incident> Take(int number, string lastUser, string model)
    {
        if (incidents.Count == 0)
        {
            return [];
        }

        var met = new List<Incident>();
        lock (_lock)
        {
            for (var index = 0; index < incidents.Count; index++)
            {
                var incident = incidents[index];
                if (_left[index] > 0 && (incident.At.Count == 0 || incident.At.Contains(number)) && incident.Match.Matches(lastUser, model))
                {
                    _left[index] -= incident.Next is null ? 0 : 1;
                    met.Add(incident);
                }
            }
        }

        return met;
    }
}
