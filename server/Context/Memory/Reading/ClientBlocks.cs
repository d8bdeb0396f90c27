using System.Buffers;
using System.Text;

namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>Takes apart what the client put into a message of the user's: <c>&lt;name&gt;…&lt;/name&gt;</c>. Names that a user could well write are none of them.</summary>
internal static class ClientBlocks
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "system-reminder", "local-command-caveat", "local-command-stdout", "local-command-stderr", "command-name", "command-message", "command-args",
        "command-contents", "task-notification", "ide_selection", "ide_opened_file", "ide_diagnostics", "new-diagnostics", "bash-input", "bash-stdout", "bash-stderr",
        "fork-boilerplate", "post-tool-use-hook", "user-prompt-submit-hook", "total_tokens", "persisted-output", "sandbox_violations",
        "tools-used-before-summary", "teammate-message", "browser_instruction", "mcp-resource-update", "mcp-polling-update",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> KnownNames = Known.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly SearchValues<char> NameEnds = SearchValues.Create("> \n\t/");

    /// <summary>What is left without them.</summary>
    /// <param name="text">Words of the user's beside blocks of the client's.</param>
    /// <param name="take">Gets the name of each block and what is in it, in order.</param>
    public static string Take(string text, Action<string, string>? take)
    {
        if (!text.Contains('<', StringComparison.Ordinal))
        {
            return text;
        }

        var left = new StringBuilder();
        var unclosed = new HashSet<string>(StringComparer.Ordinal);
        var (begin, at) = (0, 0);
        while (at < text.Length && text.IndexOf('<', at) is var open and >= 0)
        {
            at = open + 1;
            var length = text.AsSpan(at).IndexOfAny(NameEnds);
            if (length <= 0 || length > 40 || !KnownNames.TryGetValue(text.AsSpan(at, length), out var name) || unclosed.Contains(name))
            {
                continue;
            }

            var inner = text.IndexOf('>', at + length);
            var close = inner < 0 ? -1 : text.IndexOf($"</{name}>", inner, StringComparison.Ordinal);
            if (close < 0)
            {
                unclosed.Add(name); // so that many of them are not looked for again and again
                continue;
            }

            left.Append(text, begin, open - begin);
            take?.Invoke(name, text[(inner + 1)..close]);
            at = begin = close + name.Length + 3;
        }

        return begin == 0 ? text : left.Append(text, begin, text.Length - begin).ToString();
    }
}
