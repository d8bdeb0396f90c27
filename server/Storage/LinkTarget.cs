namespace ClaudeSidecar.Storage;

/// <summary>Where a symbolic link leads in the end.</summary>
public static class LinkTarget
{
    /// <summary>The final target's full path; null when the path is no link, or does not exist.</summary>
    public static string? Of(string path) =>
        new FileInfo(path).LinkTarget is null ? null : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
}
