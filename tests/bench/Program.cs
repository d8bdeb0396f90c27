using System.Globalization;
using BenchmarkDotNet.Running;

namespace ClaudeSidecar.Benchmarks;

internal static class BenchmarkProgram
{
    // `-- switch [ROUNDS]`: how long a switch takes, over real sockets. `-- tokens FILE`: our side of
    // tokens.mjs. `-- git [ROUNDS [FILES…]]`: what it costs to know a work tree. `-- fit FOLDER
    // [SESSION…]`: what becomes of recorded sessions in small windows. `-- turn [TURNS]`: what a turn costs that is added to a long session.
    // Both exit 1 where a bound is missed. Else BenchmarkDotNet's own arguments.
    private static async Task<int> Main(string[] args)
    {
        if (args is ["switch", .. var rest])
        {
            await SwitchRun.RunAsync(rest is [var rounds] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 1000);
            return 0;
        }

        if (args is ["fit", var folder, .. var names])
        {
            return FitRun.Run(folder, names);
        }

        if (args is ["turn", .. var turns])
        {
            return TurnRun.Run(turns is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 300);
        }

        if (args is ["tokens", var texts])
        {
            TokenRun.Run(texts);
            return 0;
        }

        if (args is ["git", .. var times])
        {
            var numbers = times.Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToArray();
            GitRun.Run(numbers is [var count, ..] ? count : 15, [.. numbers.Skip(1)]);
            return 0;
        }

        BenchmarkSwitcher.FromAssembly(typeof(BenchmarkProgram).Assembly).Run(args);
        return 0;
    }
}
