namespace ClaudeSidecar.Settings.ClaudeSettings;

/// <summary>Where Claude Code looks for settings (claude-wire 5a).</summary>
/// <param name="User">The user's own folder: <c>~/.claude</c>, or <c>$CLAUDE_CONFIG_DIR</c>.</param>
/// <param name="Managed">The folder of the settings that an administrator sets.</param>
public sealed record ClaudeFolders(string User, string Managed)
{
    /// <summary>The folders that the environment tells.</summary>
    /// <param name="environment">Reads a variable; null where it is not set.</param>
    public static ClaudeFolders Resolve(Func<string, string?> environment)
    {
        var home = environment("HOME") is { Length: > 0 } set ? set : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return new(
            environment("CLAUDE_CONFIG_DIR") is { Length: > 0 } moved ? Path.GetFullPath(moved) : Path.Combine(home, ".claude"),
            OperatingSystem.IsMacOS() ? "/Library/Application Support/ClaudeCode"
            : OperatingSystem.IsWindows() ? @"C:\Program Files\ClaudeCode"
            : "/etc/claude-code");
    }

    /// <summary>The settings files that count for a folder, the one that outranks all others first.</summary>
    public IReadOnlyList<SettingsSource> SourcesFor(string folder)
    {
        var dropIns = Path.Combine(Managed, "managed-settings.d");
        var more = Directory.Exists(dropIns) ? Directory.GetFiles(dropIns, "*.json") : [];
        return
        [
            .. more.OrderDescending(StringComparer.Ordinal).Select(file => new SettingsSource(SettingsScope.Managed, file)),
            new(SettingsScope.Managed, Path.Combine(Managed, "managed-settings.json")),
            new(SettingsScope.Local, Path.Combine(folder, ".claude", "settings.local.json")),
            new(SettingsScope.Project, Path.Combine(folder, ".claude", "settings.json")),
            new(SettingsScope.User, Path.Combine(User, "settings.json")),
        ];
    }
}

/// <summary>Whom a settings file is for; the first outranks the others.</summary>
public enum SettingsScope
{
    /// <summary>Everybody on this machine, by an administrator.</summary>
    Managed,

    /// <summary>This user in this folder: <c>.claude/settings.local.json</c>.</summary>
    Local,

    /// <summary>Everybody in this folder: <c>.claude/settings.json</c>.</summary>
    Project,

    /// <summary>This user in all folders: <c>~/.claude/settings.json</c>.</summary>
    User,
}

/// <summary>One settings file.</summary>
/// <param name="Scope">Whom it is for.</param>
/// <param name="File">Its absolute path; it need not exist.</param>
public sealed record SettingsSource(SettingsScope Scope, string File)
{
    /// <summary>The base URL that it sets; null when it sets none or cannot be read.</summary>
    public string? BaseUrl()
    {
        try
        {
            return System.IO.File.Exists(File) && ClaudeSettingsDocument.Parse(System.IO.File.ReadAllText(File))?.BaseUrl is { Length: > 0 } url ? url : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
