using System.CommandLine;
using System.Diagnostics;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Cli;

/// <summary><c>stop</c>: ends the background process, which lets running answers finish first.</summary>
internal static class StopCommand
{
    // Longer than the server's own limit for running answers.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var command = new Command("stop", "Stops the background process");
        command.SetAction((parsed, cancellation) => RunAsync(parsed.Paths(), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(SidecarPaths paths, CancellationToken cancellation)
    {
        // Asked again with the process in hand: from here on its id cannot pass to another one unnoticed.
        if (InstanceFile.ReadAlive(paths) is not { } instance || Open(instance.Pid) is not { } process || !instance.IsAlive())
        {
            Console.WriteLine("No sidecar is running.");
            return ExitCodes.Done;
        }

        using (process)
        {
            Signals.End(process);
            await EndOfAsync(process, instance, cancellation);
        }

        InstanceFile.Delete(paths, instance.Pid);
        Console.WriteLine($"The sidecar at {instance.BaseUrl} has stopped.");
        return ExitCodes.Done;
    }

    private static async Task EndOfAsync(Process process, Instance instance, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            while (instance.IsAlive())
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            process.Kill();
            throw new CliException($"The sidecar (process {instance.Pid}) did not stop within {Patience.TotalSeconds} seconds and was killed; its log may say why.");
        }
    }

    private static Process? Open(int pid)
    {
        try
        {
            return Process.GetProcessById(pid);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
