using System.Text;

namespace ClaudeSidecar.Context.Workspace;

/// <summary>Reads the beginning of a text file.</summary>
internal static class BoundedText
{
    /// <summary>The text, cut at a line's end where it is too long; null when there is no such file, or it is no text.</summary>
    /// <param name="path">Absolute path. A link is followed; what looks secret at its end is not read.</param>
    /// <param name="limit">Characters.</param>
    public static WorkspaceText? Read(string path, int limit)
    {
        try
        {
            if (SecretFiles.Covers(RealPath(path)))
            {
                return null;
            }

            using var reader = new StreamReader(path, Encoding.UTF8);
            var buffer = new char[limit + 1];
            var text = buffer.AsSpan(0, reader.ReadBlock(buffer, 0, buffer.Length));
            return text.Contains('\0') ? null : Cut(path, text.ToString(), limit);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Where a path ends when all its links are followed; the path itself where that cannot be told.</summary>
    public static string RealPath(string path)
    {
        try
        {
            var root = Path.GetPathRoot(path)!;
            return path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Aggregate(root, Followed);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return path;
        }
    }

    private static string Followed(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
    }

    private static WorkspaceText Cut(string path, string text, int limit)
    {
        if (text.Length <= limit)
        {
            return new(path, text, Cut: false);
        }

        var end = text.LastIndexOf('\n', limit - 1) + 1;
        end = end > 0 ? end : char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit; // one long line
        return new(path, text[..end], Cut: true);
    }
}
