using ClaudeSidecar.Simulation.Cloud;
using ClaudeSidecar.Simulation.Hosting;

namespace ClaudeSidecar.Simulation;

/// <summary>A stand-in for the Anthropic API on loopback: draining quota, strict validation, and every fault by name.</summary>
internal sealed class CloudSimulator : IAsyncDisposable
{
    private readonly SimulatorHost _host;

    private CloudSimulator(SimulatorHost host) => _host = host;

    /// <summary><c>http://127.0.0.1:PORT</c>.</summary>
    public string BaseUrl => _host.BaseUrl;

    /// <summary>What was received until now.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => _host.Log.Snapshot();

    /// <summary>Starts it.</summary>
    /// <param name="script">What it plays.</param>
    /// <param name="port">0 for a free one.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<CloudSimulator> StartAsync(SimulatorScript script, int port = 0, TimeProvider? time = null) =>
        new(await SimulatorHost.StartAsync(new CloudApi(script, time ?? TimeProvider.System), port, time ?? TimeProvider.System));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
