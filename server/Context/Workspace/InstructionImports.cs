using System.Text;
using System.Text.RegularExpressions;

namespace ClaudeSidecar.Context.Workspace;

/// <summary>
/// What a CLAUDE.md imports with <c>@path</c>. Seen of Claude Code 2.1.197, and in part of 2.1.329: a path begins a word, ends at
/// white space (<c>\ </c> for a blank in it) or at <c>#</c>, loses marks of emphasis and nothing else; code, fenced, indented or in
/// backquotes, imports nothing; comments are taken out.
/// </summary>
internal static partial class InstructionImports
{
    /// <summary>The text without its comments, and the paths in it as they are written.</summary>
    public static (string Text, IReadOnlyList<string> Paths) Of(string text)
    {
        var kept = new StringBuilder(text.Length);
        var paths = new List<string>();
        var (fence, inComment, afterBlank) = (default(string), false, true);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var words = line.TrimStart(' ');
            var isCode = fence is not null || (afterBlank && (line.StartsWith("    ") || line.StartsWith("\t")));
            if (!inComment && Fence(words) is { } marks && (fence is null ? !isCode : marks.Length >= fence.Length && marks[0] == fence[0] && words.Trim().Length == marks.Length))
            {
                fence = fence is null ? marks : null;
            }
            else if (!isCode)
            {
                if (inComment || words.StartsWith("<!--"))
                {
                    inComment = !line.Contains("-->", StringComparison.Ordinal);
                    continue;
                }

                foreach (var match in Import().Matches(CodeSpan().Replace(line.ToString(), "")).Cast<Match>())
                {
                    paths.Add(match.Groups["path"].Value.Replace("\\ ", " ", StringComparison.Ordinal));
                }
            }

            // Indented lines are code after a blank line or other code; within a paragraph or a list they belong to it.
            afterBlank = words.Trim().IsEmpty || (isCode && fence is null);
            kept.Append(line).Append('\n');
        }

        return (kept.ToString().Trim(), paths);
    }

    private static string? Fence(ReadOnlySpan<char> words)
    {
        var mark = words.IsEmpty ? ' ' : words[0];
        var length = words.Length - words.TrimStart(mark).Length;
        return mark is '`' or '~' && length >= 3 ? new string(mark, length) : null;
    }

    [GeneratedRegex(@"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"(?:^|(?<=\s))\*{0,3}@(?<path>(?:\\ |[^\s#*])+)")]
    private static partial Regex Import();
}
