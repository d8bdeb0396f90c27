using System.Globalization;

namespace ClaudeSidecar.Benchmarks;

/// <summary>What of the machine others than this process and its children take; known on Linux alone.</summary>
internal readonly record struct MachineLoad(long All, long Busy, long Ours)
{
    /// <summary>From here on.</summary>
    public static MachineLoad Now()
    {
        if (!OperatingSystem.IsLinux())
        {
            return default;
        }

        // proc(5): user nice system idle iowait irq softirq steal; and of a process, behind its name: utime stime cutime cstime.
        var machine = Ticks(File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]);
        var own = File.ReadAllText("/proc/self/stat");
        return new(machine.Sum(), machine.Sum() - machine[3] - machine[4], Ticks(own[(own.LastIndexOf(')') + 2)..].Split(' ')[11..15]).Sum());
    }

    /// <summary>The share of all processors' time that others have had since then: 0–1, and 0 where that is not known.</summary>
    public static double Since(MachineLoad then)
    {
        var now = Now();
        return now.All == then.All ? 0 : Math.Max(0, (double)(now.Busy - then.Busy - now.Ours + then.Ours) / (now.All - then.All));
    }

    private static long[] Ticks(string[] fields) => [.. fields.Select(field => long.Parse(field, CultureInfo.InvariantCulture))];
}
