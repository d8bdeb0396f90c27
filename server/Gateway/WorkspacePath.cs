namespace ClaudeSidecar.Gateway;

/// <summary>A request's path, taken apart: which workspace, and what the upstream would see.</summary>
/// <param name="Key">The workspace key; null at the root.</param>
/// <param name="Path">The path without the prefix, never empty.</param>
public readonly record struct WorkspacePath(string? Key, string Path)
{
    private const string Prefix = "/w/";

    /// <summary>Takes a path apart.</summary>
    /// <param name="path">The path as the client wrote it: <c>/w/KEY/v1/messages</c>.</param>
    public static WorkspacePath Parse(string path)
    {
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return new(null, path.Length == 0 ? "/" : path);
        }

        var end = path.IndexOf('/', Prefix.Length);
        return end < 0
            ? new(path[Prefix.Length..], "/")
            : new(path[Prefix.Length..end], path[end..]);
    }
}
