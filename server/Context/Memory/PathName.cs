namespace ClaudeSidecar.Context.Memory;

/// <summary>Compares paths as calls name them: absolute by file tools, often relative in commands, with the separators of any system.</summary>
internal static class PathName
{
    public static bool IsAbsolute(string path) => path.StartsWith('/') || path.StartsWith('\\') || (path.Length > 2 && path[1] == ':');

    /// <summary>True when both are most likely the same file: equal, or one of them is the end of the other.</summary>
    public static bool IsSame(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        one = Plain(one);
        other = Plain(other);
        if (one.Length < other.Length)
        {
            var longer = other;
            other = one;
            one = longer;
        }

        if (other.Length == 0 || (one.Length > other.Length && (IsSeparator(other[0]) || !IsSeparator(one[^(other.Length + 1)]))))
        {
            return false;
        }

        return EndsWith(one, other);
    }

    /// <summary>The last part.</summary>
    public static ReadOnlySpan<char> Name(ReadOnlySpan<char> path)
    {
        path = path.TrimEnd('/').TrimEnd('\\');
        return path[(path.LastIndexOfAny('/', '\\') + 1)..];
    }

    private static bool EndsWith(ReadOnlySpan<char> path, ReadOnlySpan<char> end)
    {
        path = path[^end.Length..];
        for (var i = end.Length - 1; i >= 0; i--)
        {
            if (path[i] != end[i] && !(IsSeparator(path[i]) && IsSeparator(end[i])))
            {
                return false;
            }
        }

        return true;
    }

    private static ReadOnlySpan<char> Plain(ReadOnlySpan<char> path) =>
        path.StartsWith("./") || path.StartsWith(".\\") ? path[2..] : path;

    private static bool IsSeparator(char letter) => letter is '/' or '\\';
}
