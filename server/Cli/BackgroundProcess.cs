using System.Diagnostics;
using ClaudeSidecar.Settings.ClaudeSettings;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Cli;

/// <summary>Starts <c>serve</c> so that it outlives the terminal, the editor and us; its output goes to <c>logs/serve.log</c>.</summary>
internal sealed class BackgroundProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _log;
    private readonly long _before;

    private BackgroundProcess(Process process, string log, long before) => (_process, _log, _before) = (process, log, before);

    /// <summary>True when it has ended already: it failed, or another one was first.</summary>
    public bool HasEnded => _process.HasExited;

    public static BackgroundProcess Start(SidecarPaths paths)
    {
        Directory.CreateDirectory(paths.Logs);
        var log = Path.Combine(paths.Logs, "serve.log");
        var before = File.Exists(log) ? new FileInfo(log).Length : 0;
        var process = Process.Start(OperatingSystem.IsWindows() ? Windows(paths, log) : Unix(paths, log))!;
        return new(process, log, before);
    }

    /// <summary>The last thing it said; null when it said nothing.</summary>
    public string? LastWords()
    {
        using var stream = new FileStream(_log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = Math.Min(_before, stream.Length);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
    }

    public void Dispose() => _process.Dispose();

    // A pipe to us would break when we end, and .NET cannot give a child a file: a shell can, and becomes the child.
    private static ProcessStartInfo Unix(SidecarPaths paths, string log)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, WorkingDirectory = paths.StateDirectory };
        string[] words = ["-c", """log=$1; shift; exec "$@" </dev/null >>"$log" 2>&1""", "sh", log, .. Serve(paths)];
        Array.ForEach(words, start.ArgumentList.Add);
        start.Environment[Detachment.Variable] = "1";
        return start;
    }

    private static ProcessStartInfo Windows(SidecarPaths paths, string log) => new("cmd.exe")
    {
        Arguments = $"/d /s /c \"{string.Join(' ', Serve(paths).Select(word => $"\"{word}\""))} >> \"{log}\" 2>&1\"",
        UseShellExecute = false,
        CreateNoWindow = true,
        WorkingDirectory = paths.StateDirectory,
    };

    private static string[] Serve(SidecarPaths paths) => [.. OwnProgram.Words, "serve", "--state-dir", paths.StateDirectory];
}
