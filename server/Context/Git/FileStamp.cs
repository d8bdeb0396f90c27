namespace ClaudeSidecar.Context.Git;

/// <summary>What tells a file from a later version of itself without reading it.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="WrittenAt">When it was written last.</param>
internal sealed record FileStamp(long Length, DateTime WrittenAt)
{
    /// <summary>The file's stamp; null where there is no regular file.</summary>
    public static FileStamp? Of(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.LinkTarget is null ? new(file.Length, file.LastWriteTimeUtc) : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
