using System.Net;
using System.Net.Sockets;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Cli;

/// <summary>Sees to it that one sidecar runs, however many ask at once.</summary>
internal static class Ensurance
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>The sidecar that runs; started when none did. At once when one listens already, whatever its version: sessions go through it.</summary>
    /// <exception cref="CliException">It does not come up; the sentence says why.</exception>
    public static async Task<Instance> RunAsync(SidecarPaths paths, TimeProvider time, CancellationToken cancellation)
    {
        if (InstanceFile.ReadAlive(paths) is { } running && await ListensAsync(running, cancellation))
        {
            return running;
        }

        StateFolder.Open(paths);
        using var started = InstanceLock.IsHeld(paths) ? null : BackgroundProcess.Start(paths);
        return await ReadyAsync(paths, started, time, cancellation);
    }

    private static async Task<Instance> ReadyAsync(SidecarPaths paths, BackgroundProcess? started, TimeProvider time, CancellationToken cancellation)
    {
        for (var begun = time.GetTimestamp(); time.GetElapsedTime(begun) < Patience; await Task.Delay(Step, time, cancellation))
        {
            using var sidecar = RunningSidecar.Find(paths);
            if (sidecar is not null && await sidecar.IsHealthyAsync(cancellation))
            {
                return sidecar.Instance;
            }

            // Another one was first when the lock is held: then that one is waited for.
            if (started is { HasEnded: true } && !InstanceLock.IsHeld(paths))
            {
                throw new CliException(started.LastWords() ?? $"The sidecar ended at once and said nothing: run `claude-sidecar doctor`, and see {paths.Logs}.");
            }
        }

        throw new CliException($"The sidecar did not come up within {Patience.TotalSeconds} seconds: run `claude-sidecar doctor`, and see {paths.Logs}.");
    }

    // Cheaper than a request, for a hook that every session waits for.
    private static async Task<bool> ListensAsync(Instance instance, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, instance.Port), cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
