using System.Globalization;
using BenchmarkDotNet.Running;

namespace ClaudeSidecar.Benchmarks;

internal static class BenchmarkProgram
{
    // `-- switch [ROUNDS]`: how long a switch takes, over real sockets. `-- git [ROUNDS]`: what it costs to know a work tree. Else BenchmarkDotNet's own arguments.
    private static async Task Main(string[] args)
    {
        if (args is ["switch", .. var rest])
        {
            await SwitchRun.RunAsync(rest is [var rounds] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 1000);
            return;
        }

        if (args is ["git", .. var times])
        {
            GitRun.Run(times is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 15);
            return;
        }

        BenchmarkSwitcher.FromAssembly(typeof(BenchmarkProgram).Assembly).Run(args);
    }
}
