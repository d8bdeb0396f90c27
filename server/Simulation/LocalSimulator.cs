using ClaudeSidecar.Simulation.Hosting;
using ClaudeSidecar.Simulation.Local;

namespace ClaudeSidecar.Simulation;

/// <summary>A stand-in for a local model server on loopback, in the dialect of OpenAI: plays an agent, with every irregularity by name.</summary>
internal sealed class LocalSimulator : IAsyncDisposable
{
    private readonly SimulatorHost _host;

    private LocalSimulator(SimulatorHost host) => _host = host;

    /// <summary><c>http://127.0.0.1:PORT</c>.</summary>
    public string BaseUrl => _host.BaseUrl;

    /// <summary>What was received until now.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => _host.Log.Snapshot();

    /// <summary>Starts it.</summary>
    /// <param name="script">What it plays.</param>
    /// <param name="port">0 for a free one.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LocalSimulator> StartAsync(SimulatorScript script, int port = 0, TimeProvider? time = null) =>
        new(await SimulatorHost.StartAsync(new LocalApi(script, time ?? TimeProvider.System), port, time ?? TimeProvider.System));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
