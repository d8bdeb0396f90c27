using ClaudeSidecar.Simulation.Scripts;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Simulation.Hosting;

/// <summary>The API that a simulator plays; the host around it receives, records and scripts.</summary>
internal interface ISimulatedApi
{
    /// <summary>False while it is an upstream for measurements: recording would be part of what is measured.</summary>
    bool Records { get; }

    /// <summary>Answers one request whose body has been read.</summary>
    Task AnswerAsync(HttpContext context, ReceivedRequest request);

    /// <summary>Plays from this script on, from its beginning.</summary>
    void Load(SimulatorScript script);

    /// <summary>Sets quota windows; false where the API has none.</summary>
    bool SetQuota(IReadOnlyList<QuotaWindowScript> windows);
}
