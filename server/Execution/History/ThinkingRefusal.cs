using System.Text;
using System.Text.RegularExpressions;

namespace ClaudeSidecar.Execution.History;

/// <summary>Knows Anthropic's refusals of reasoning in a history that it did not make, or that changed on its way (claude-wire 9, edge case 54).</summary>
internal static partial class ThinkingRefusal
{
    /// <summary>True when the same request without reasoning would be taken.</summary>
    /// <param name="status">The answer's status.</param>
    /// <param name="body">The answer's body, decoded.</param>
    public static bool Is(int status, ReadOnlySpan<byte> body) => status == 400 && Known().IsMatch(Encoding.UTF8.GetString(body));

    // The texts are JSON: quotes inside them are escaped, backticks are not.
    [GeneratedRegex(
        "Invalid `(?:signature|data)` in `(?:redacted_)?thinking` block|thinking\\.signature: Field required|must start with a thinking block|" +
        "Expected `thinking` or `redacted_thinking`|first block must be `?'?thinking|thinking` (?:or `redacted_thinking` )?blocks?.{0,60}cannot be modified",
        RegexOptions.IgnoreCase)]
    private static partial Regex Known();
}
