using System.Collections;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ClaudeSidecar.Cli;

/// <summary>Turns this process into another program: terminal, signals and exit code are then that program's own.</summary>
internal static class Successor
{
    private const int BrokenPipe = 13;

    /// <summary>Becomes the command; on Windows, where a process cannot, runs it and waits.</summary>
    /// <returns>Its exit code, where it was waited for.</returns>
    /// <exception cref="CliException">There is no such program, or it cannot be started.</exception>
    public static async Task<int> BecomeAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        var program = Locate(command[0])
            ?? throw new CliException($"{command[0]} was not found on PATH: install it, or name the program to run: claude-sidecar run -- PROGRAM.");
        if (OperatingSystem.IsWindows())
        {
            return await WaitAsync(program, command, environment);
        }

        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value);
        foreach (var (name, value) in environment)
        {
            variables[name] = value;
        }

        // .NET ignores SIGPIPE, and what is ignored stays so in the successor.
        _ = SetHandler(BrokenPipe, 0);
        _ = Execute(program, [.. command, null], [.. variables.Select(pair => $"{pair.Key}={pair.Value}"), null]);
        throw new CliException($"{program} cannot be started ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}): check that it is a program that you may run.");
    }

    private static string? Locate(string name)
    {
        if (name.Contains(Path.DirectorySeparatorChar) || name.Contains(Path.AltDirectorySeparatorChar))
        {
            return File.Exists(name) ? Path.GetFullPath(name) : null;
        }

        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat", ""] : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending)))
            .FirstOrDefault(IsProgram);
    }

    private static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);

    private static async Task<int> WaitAsync(string program, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false };
        foreach (var word in command.Skip(1))
        {
            start.ArgumentList.Add(word);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        // Ctrl-C reaches both of us: it is the child's to act on.
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    [DllImport("libc", EntryPoint = "execve", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Execute(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] arguments,
        [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] environment);

    [DllImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint SetHandler(int signal, nint handler);
}
