using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace ClaudeSidecar.Storage;

/// <summary>Tells one process from another that later got the same id.</summary>
public static class ProcessIdentity
{
    /// <summary>When the process started, as the system counts it: equal for equal processes, and nothing else should be read from it. Null when there is no such process.</summary>
    public static string? Of(int pid)
    {
        try
        {
            return OperatingSystem.IsLinux() ? TicksSinceBoot(pid) : StartTime(pid);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Field 22 of stat. Process.StartTime is computed from the wall clock and moves when that is set.
    private static string? TicksSinceBoot(int pid)
    {
        var path = $"/proc/{pid}/stat";
        if (!File.Exists(path))
        {
            return null;
        }

        var stat = File.ReadAllText(path);
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // the name, in brackets, may hold spaces
        return fields[0] is "Z" or "X" ? null : fields[19]; // a zombie is dead and only waits to be counted
    }

    private static string StartTime(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
    }
}
