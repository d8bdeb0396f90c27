namespace ClaudeSidecar.Gateway;

/// <summary>A request's path, taken apart: which workspace, and what the upstream would see.</summary>
/// <param name="Key">The workspace key; null at the root.</param>
/// <param name="Path">The path without the prefix, never empty.</param>
public readonly record struct WorkspacePath(string? Key, string Path)
{
    private const string Prefix = "/w/";

    /// <summary>
    /// Takes the target of a request apart, its query left out: a path, or a whole address, which a server must understand
    /// (RFC 9112, 3.2.2). Null for any other, <c>*</c> or <c>host:port</c>: put behind a base URL it would name another host.
    /// </summary>
    /// <param name="target">The target as the client wrote it.</param>
    public static WorkspacePath? OfTarget(string target)
    {
        var path = target.AsSpan(0, target.IndexOf('?', StringComparison.Ordinal) is var query and >= 0 ? query : target.Length);
        if (!path.StartsWith("/", StringComparison.Ordinal) && path.IndexOf("://") is var scheme and > 0)
        {
            var authority = path[(scheme + 3)..];
            path = authority.IndexOf('/') is var slash and >= 0 ? authority[slash..] : "/";
        }

        return path.StartsWith("/", StringComparison.Ordinal) ? Parse(path.ToString()) : null;
    }

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
