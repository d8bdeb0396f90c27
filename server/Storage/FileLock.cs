namespace ClaudeSidecar.Storage;

/// <summary>An exclusive lock between processes. The system lets go of it when its holder dies, however it dies.</summary>
public sealed class FileLock : IDisposable
{
    private readonly FileStream _held;

    private FileLock(FileStream held) => _held = held;

    /// <summary>Takes the lock; null when another process, or another part of this one, holds it.</summary>
    /// <exception cref="IOException">The file cannot be opened for another reason.</exception>
    public static FileLock? TryTake(string path)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            return new(new FileStream(path, options));
        }
        catch (IOException busy) when (IsHeld(busy))
        {
            return null;
        }
    }

    /// <summary>Waits for the lock; for files that are held for milliseconds.</summary>
    /// <exception cref="StorageException">It was not let go within five seconds.</exception>
    public static FileLock Take(string path)
    {
        FileLock? taken = null;
        return SpinWait.SpinUntil(() => (taken = TryTake(path)) is not null, TimeSpan.FromSeconds(5))
            ? taken!
            : throw new StorageException($"{path} is held by another process: end the claude-sidecar command that hangs, and try again.");
    }

    /// <summary>Lets go. The file stays: to delete it would let a third process lock another file of the same name.</summary>
    public void Dispose() => _held.Dispose();

    // EAGAIN on Linux, EWOULDBLOCK on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static bool IsHeld(IOException refused) =>
        (refused.HResult & 0xFFFF) == (OperatingSystem.IsWindows() ? 32 : OperatingSystem.IsMacOS() ? 35 : 11);
}
