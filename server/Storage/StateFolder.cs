namespace ClaudeSidecar.Storage;

/// <summary>The folder that holds all state: made where it is missing, and refused where it cannot be trusted or used.</summary>
public static class StateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes sure that the folder exists, is this user's, and can be read and written.</summary>
    /// <exception cref="StorageException">It cannot be used; one sentence says why and what to do.</exception>
    public static void Open(SidecarPaths paths)
    {
        var folder = paths.StateDirectory;
        try
        {
            Create(folder);
            Tighten(folder);
            Try(folder);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(
                $"The state folder {folder} cannot be used ({Reason(folder, refused)}): make it a folder that only you can read and write, or name another with --state-dir or CLAUDE_SIDECAR_STATE_DIR.",
                refused);
        }
    }

    private static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }
    }

    // Only the owner may change the mode, so this also tells whose folder it is.
    private static void Tighten(string folder)
    {
        if (OperatingSystem.IsWindows() || File.GetUnixFileMode(folder) == OwnerOnly)
        {
            return;
        }

        if (File.GetUnixFileMode(folder).HasFlag(UnixFileMode.StickyBit))
        {
            throw new IOException("it is a folder that all users share");
        }

        File.SetUnixFileMode(folder, OwnerOnly);
    }

    private static void Try(string folder)
    {
        _ = Directory.EnumerateFileSystemEntries(folder).Any();
        var probe = Path.Combine(folder, $".probe-{Guid.NewGuid():N}");
        using (new FileStream(probe, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose))
        {
        }
    }

    private static string Reason(string folder, Exception refused) => refused switch
    {
        _ when File.Exists(folder) => "it is a file",
        UnauthorizedAccessException => "permission denied",
        _ => refused.Message.TrimEnd('.'),
    };
}
