using System.Runtime.InteropServices;

namespace ClaudeSidecar.Storage;

/// <summary>Where the sidecar keeps what it keeps. One folder for each user, mode 0700 (design 2).</summary>
/// <param name="StateDirectory">The folder's absolute path.</param>
public sealed record SidecarPaths(string StateDirectory)
{
    /// <summary>The configuration.</summary>
    public string Configuration => Path.Combine(StateDirectory, "sidecar.json");

    /// <summary>The bearer token of the control plane, 0600.</summary>
    public string Token => Path.Combine(StateDirectory, "token");

    /// <summary>Who runs now: pid, port, socket, version.</summary>
    public string Instance => Path.Combine(StateDirectory, "instance.json");

    /// <summary>Held open by the one process that serves.</summary>
    public string Lock => Path.Combine(StateDirectory, "lock");

    /// <summary>Workspace keys and their folders, 0600.</summary>
    public string Workspaces => Path.Combine(StateDirectory, "workspaces.json");

    /// <summary>Manual pins and limits that outlive a restart.</summary>
    public string Routes => Path.Combine(StateDirectory, "routes.json");

    /// <summary>The limits of each login as they were told last, and what was learnt of their use, 0600.</summary>
    public string Quota => Path.Combine(StateDirectory, "quota.json");

    /// <summary>How the models' token counts differ from ours, 0600.</summary>
    public string Calibration => Path.Combine(StateDirectory, "calibration.json");

    /// <summary>The port that was chosen once, see <see cref="PortMemory"/>.</summary>
    public string Port => Path.Combine(StateDirectory, "port");

    /// <summary>What was written to settings files of Claude Code, and how to take it out again, 0600.</summary>
    public string SettingsJournal => Path.Combine(StateDirectory, "sync.json");

    /// <summary>Model families of the user's own, one JSON file each.</summary>
    public string Families => Path.Combine(StateDirectory, "families");

    /// <summary>Log files.</summary>
    public string Logs => Path.Combine(StateDirectory, "logs");

    /// <summary>History, one JSON line a record.</summary>
    public string History => Path.Combine(StateDirectory, "history");

    /// <summary>Sessions.</summary>
    public string Sessions => Path.Combine(StateDirectory, "sessions");

    /// <summary>The JSON-RPC socket; a pipe name on Windows.</summary>
    public string Socket => OperatingSystem.IsWindows()
        ? $"claude-sidecar-{Environment.UserName}"
        : Path.Combine(StateDirectory, "rpc.sock");

    /// <summary>The folder that the environment asks for, by the rules of each platform.</summary>
    /// <param name="overridden">The value of <c>--state-dir</c>; null for none.</param>
    /// <param name="environment">Reads a variable; null where it is not set.</param>
    public static SidecarPaths Resolve(string? overridden, Func<string, string?> environment)
    {
        var chosen = NotEmpty(overridden) ?? NotEmpty(environment("CLAUDE_SIDECAR_STATE_DIR"));
        if (chosen is not null)
        {
            return new(Path.GetFullPath(chosen));
        }

        if (OperatingSystem.IsWindows())
        {
            return new(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "claude-sidecar"));
        }

        if (NotEmpty(environment("XDG_STATE_HOME")) is { } xdg)
        {
            return new(Path.Combine(Path.GetFullPath(xdg), "claude-sidecar"));
        }

        var home = NotEmpty(environment("HOME")) ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return new(RuntimeInformation.IsOSPlatform(OSPlatform.OSX)
            ? Path.Combine(home, "Library", "Application Support", "claude-sidecar")
            : Path.Combine(home, ".local", "state", "claude-sidecar"));
    }

    private static string? NotEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
