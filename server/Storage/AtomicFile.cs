namespace ClaudeSidecar.Storage;

/// <summary>Replaces a file whole or not at all: a reader, or a power cut, sees the old bytes or the new ones and nothing between.</summary>
public static class AtomicFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes the bytes. A symbolic link stays one: its target is replaced. The file's mode bits are kept.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="bytes">The whole new content.</param>
    /// <param name="ownerOnly">True: the file is readable by its owner alone (0600), whatever it was before.</param>
    /// <exception cref="IOException">The folder is missing or full, or the file cannot be written; the old file is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written; the old file is untouched.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool ownerOnly = false)
    {
        TryReplace(path, bytes, static () => true, ownerOnly);
    }

    /// <summary>As <see cref="Write"/>, but asks once more, with everything on disk, whether the old file may still be replaced.</summary>
    /// <returns>False when <paramref name="mayReplace"/> said no; the old file is untouched.</returns>
    public static bool TryReplace(string path, ReadOnlySpan<byte> bytes, Func<bool> mayReplace, bool ownerOnly = false)
    {
        var target = LinkTarget.Of(path) ?? Path.GetFullPath(path);
        var beside = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(beside, NewFile(target, ownerOnly)))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            KeepMode(target, beside, ownerOnly);
            if (!mayReplace())
            {
                return false;
            }

            File.Move(beside, target, overwrite: true);
            return true;
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private static FileStreamOptions NewFile(string target, bool ownerOnly)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && (ownerOnly || File.Exists(target)))
        {
            // Narrow until the old bits are known to fit: the bytes may be secret.
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    private static void KeepMode(string target, string beside, bool ownerOnly)
    {
        // The umask cuts a mode given at creation, so the old bits are set afterwards.
        if (!OperatingSystem.IsWindows() && !ownerOnly && File.Exists(target))
        {
            File.SetUnixFileMode(beside, File.GetUnixFileMode(target));
        }
    }
}
