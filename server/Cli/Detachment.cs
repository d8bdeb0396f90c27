using System.Runtime.InteropServices;

namespace ClaudeSidecar.Cli;

/// <summary>Lets the background process outlive the terminal, or the editor, that started it.</summary>
internal static class Detachment
{
    /// <summary>Set in the environment of a process that is to detach itself; .NET cannot ask for that when it starts one.</summary>
    public const string Variable = "CLAUDE_SIDECAR_DETACHED";

    /// <summary>Becomes a session of its own where <see cref="Variable"/> says so: no Ctrl-C and no hang-up of the terminal reaches it.</summary>
    public static void LeaveTerminal()
    {
        if (!OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable(Variable) == "1")
        {
            _ = NewSession(); // refused only to the leader of a process group, which already stands alone
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [DllImport("libc", EntryPoint = "setsid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NewSession();
}
