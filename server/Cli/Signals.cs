using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ClaudeSidecar.Cli;

/// <summary>Asks a process to end.</summary>
internal static class Signals
{
    private const int Terminate = 15;

    /// <summary>Politely where the system knows how (SIGTERM), else at once.</summary>
    public static void End(Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill();
        }
        else
        {
            _ = Send(process.Id, Terminate); // fails only when it has just ended
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int pid, int signal);
}
