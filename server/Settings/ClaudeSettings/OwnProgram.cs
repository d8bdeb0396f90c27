namespace ClaudeSidecar.Settings.ClaudeSettings;

/// <summary>How this very program is started once more.</summary>
public static class OwnProgram
{
    private const string Name = "claude-sidecar";

    /// <summary>The program and, where the runtime has to be named, its first argument; absolute paths.</summary>
    public static IReadOnlyList<string> Words { get; } = Find();

    private static string[] Find()
    {
        var process = Environment.ProcessPath;
        if (process is not null && Path.GetFileNameWithoutExtension(process) == Name)
        {
            return [process];
        }

        // Started as `dotnet claude-sidecar.dll`, or inside another host.
        var beside = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? Name + ".exe" : Name);
        return File.Exists(beside) ? [beside] : [process ?? "dotnet", Path.Combine(AppContext.BaseDirectory, Name + ".dll")];
    }
}
