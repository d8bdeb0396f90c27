using System.Globalization;
using BenchmarkDotNet.Running;

namespace ClaudeSidecar.Benchmarks;

internal static class BenchmarkProgram
{
    // `-- switch [ROUNDS]`: how long a switch takes, over real sockets. Else BenchmarkDotNet's own arguments.
    private static async Task Main(string[] args)
    {
        if (args is ["switch", .. var rest])
        {
            await SwitchRun.RunAsync(rest is [var rounds] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 1000);
            return;
        }

        BenchmarkSwitcher.FromAssembly(typeof(BenchmarkProgram).Assembly).Run(args);
    }
}
