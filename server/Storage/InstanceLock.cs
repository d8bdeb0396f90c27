namespace ClaudeSidecar.Storage;

/// <summary>The right to serve, which one process of each user has; it ends with that process, even by <c>kill -9</c>.</summary>
public sealed class InstanceLock : IDisposable
{
    private readonly FileLock _held;

    private InstanceLock(FileLock held) => _held = held;

    /// <summary>Takes the right; null when another process has it: <see cref="InstanceFile.ReadAlive"/> says who, once that one is ready.</summary>
    /// <exception cref="StorageException">The lock file cannot be opened.</exception>
    public static InstanceLock? TryTake(SidecarPaths paths)
    {
        try
        {
            return FileLock.TryTake(paths.Lock) is { } held ? new(held) : null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The lock {paths.Lock} cannot be opened ({refused.Message.TrimEnd('.')}): give yourself the right to write it, or delete it.", refused);
        }
    }

    /// <summary>True while some process has the right. Taken and given back at once when none has.</summary>
    public static bool IsHeld(SidecarPaths paths)
    {
        if (!File.Exists(paths.Lock))
        {
            return false;
        }

        using var tried = FileLock.TryTake(paths.Lock);
        return tried is null;
    }

    /// <summary>Gives the right back.</summary>
    public void Dispose() => _held.Dispose();
}
