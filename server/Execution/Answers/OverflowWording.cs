using System.Globalization;
using System.Text.RegularExpressions;

namespace ClaudeSidecar.Execution.Answers;

/// <summary>Knows what each server says when a prompt does not fit its window (local-servers 3.1).</summary>
internal static partial class OverflowWording
{
    /// <summary>True for such a message.</summary>
    public static bool Matches(string message) => Known().IsMatch(message);

    /// <summary>The numbers in such a message; 0 for what it does not tell.</summary>
    public static (int Prompt, int Window) Sizes(string message) => (Told(PromptSize().Match(message)) ?? 0, Told(WindowSize().Match(message)) ?? 0);

    /// <summary>The sentence by which Claude Code knows that it must compact (claude-wire 2a). Always says more than fits.</summary>
    /// <param name="message">The server's words; numbers are taken from them where they are clear.</param>
    /// <param name="prompt">Size of the prompt as far as known otherwise; 0 = not known.</param>
    /// <param name="window">The window as far as known otherwise; 0 = not known.</param>
    public static string ForClient(string message, int prompt, int window)
    {
        var tokens = Told(PromptSize().Match(message)) ?? prompt;
        var limit = Told(WindowSize().Match(message)) ?? window;
        limit = limit > 0 ? limit : Math.Max(1, tokens - 1);
        return string.Create(CultureInfo.InvariantCulture, $"prompt is too long: {Math.Max(tokens, limit + 1)} tokens > {limit} maximum");
    }

    private static int? Told(Match match)
    {
        foreach (var group in match.Groups.Values.Skip(1))
        {
            if (group.Success && int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }
        }

        return null;
    }

    [GeneratedRegex(
        "exceed_context_size_error|context_length_exceeded|exceeds the available context size|context size has been exceeded|maximum context length|" +
        "longer than the model's context length|longer than the maximum model length|n_keep.*n_ctx|tokens to keep from the initial prompt|" +
        "keep the first \\d+ tokens when context|the prompt is longer than the context length|prompt (?:is )?too long|configured context size",
        RegexOptions.IgnoreCase)]
    private static partial Regex Known();

    [GeneratedRegex(
        "request \\((\\d+) tokens\\)|at least (\\d+) input tokens|has (\\d+) input tokens|input \\((\\d+) tokens\\)|n_keep: *(\\d+)|" +
        "keep the first (\\d+) tokens|prompt has (\\d+) tokens|resulted in (\\d+) tokens",
        RegexOptions.IgnoreCase)]
    private static partial Regex PromptSize();

    [GeneratedRegex(
        "context size \\((\\d+) tokens\\)|maximum context length (?:is|of) (\\d+)|context length \\((\\d+) tokens\\)|n_ctx: *(\\d+)|" +
        "context size is (\\d+)|maximum model length of (\\d+)",
        RegexOptions.IgnoreCase)]
    private static partial Regex WindowSize();
}
