using System.Text.RegularExpressions;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Settings.ClaudeSettings;

/// <summary>The command of the <c>SessionStart</c> hook: it starts the sidecar when it is not running, so that no session meets a dead port (edge case 124).</summary>
public static partial class EnsureCommand
{
    /// <summary>The command for this very program and this state folder.</summary>
    public static string For(SidecarPaths paths)
    {
        var started = string.Join(' ', OwnProgram.Words.Select(Quote));
        var usual = SidecarPaths.Resolve(null, name => name == "CLAUDE_SIDECAR_STATE_DIR" ? null : Environment.GetEnvironmentVariable(name));
        return usual == paths ? $"{started} ensure" : $"{started} ensure --state-dir {Quote(paths.StateDirectory)}";
    }

    // Hooks are run by a shell.
    private static string Quote(string word) =>
        Plain().IsMatch(word) ? word
        : OperatingSystem.IsWindows() ? $"\"{word}\""
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"\A[A-Za-z0-9_./:@%+=,-]+\z")]
    private static partial Regex Plain();
}
