namespace ClaudeSidecar.Execution.Families;

/// <summary>
/// Tells from a model's id whether it belongs to a family. Ids are what people and servers make of a name:
/// <c>qwen3-coder:30b</c>, <c>unsloth/Qwen3-Coder-30B-A3B-Instruct-GGUF:Q4_K_M</c>, a file's path. A pattern begins where a word
/// begins; <c>*</c> stands for anything between its parts; case, <c>_</c> and <c>-</c> do not count.
/// </summary>
internal static class IdPattern
{
    /// <summary>An id, or a pattern, as it is compared.</summary>
    public static string Normalised(string text) => text.Trim().ToLowerInvariant().Replace('_', '-').Replace(' ', '-');

    /// <summary>The name alone: what follows the maker, the folder or the server that a model was taken from.</summary>
    /// <param name="id">A normalised id.</param>
    public static string Name(string id) => id[(id.LastIndexOfAny(['/', '\\']) + 1)..];

    /// <summary>How closely a pattern fits: first by its beginning, then by all of it; 0 when it does not fit.</summary>
    /// <param name="pattern">A normalised pattern.</param>
    /// <param name="id">A normalised id or name.</param>
    public static int Fit(string pattern, string id)
    {
        var parts = pattern.Split('*', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
        {
            return 0;
        }

        for (var start = id.IndexOf(parts[0], StringComparison.Ordinal); start >= 0; start = id.IndexOf(parts[0], start + 1, StringComparison.Ordinal))
        {
            if ((start == 0 || !char.IsAsciiLetterOrDigit(id[start - 1])) && Follows(parts, id, start + parts[0].Length))
            {
                return (parts[0].Length << 8) + Math.Min(pattern.Length, 255);
            }
        }

        return 0;
    }

    private static bool Follows(string[] parts, string id, int at)
    {
        foreach (var part in parts.AsSpan(1))
        {
            var found = id.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return true;
    }
}
