using System.Text.Json;
using System.Text.RegularExpressions;

namespace ClaudeSidecar.Simulation.Plays;

/// <summary>A request of either dialect, reduced to what the simulated model looks at.</summary>
internal sealed partial class Conversation
{
    /// <summary>The requested model.</summary>
    public required string Model { get; init; }

    /// <summary>The turns in order, instructions included.</summary>
    public required IReadOnlyList<Turn> Turns { get; init; }

    /// <summary>The JSON schema that the answer must have; null for free text.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>True where one token is all that is asked for: the client only wants to see the headers (claude-wire 4b).</summary>
    public bool OneToken { get; init; }

    /// <summary>True for the requests that a client makes beside the work: the quota probe and titles.</summary>
    public bool IsAuxiliary => OneToken || Schema is not null;

    /// <summary>The session's folder as the client's instructions name it; null where they do not.</summary>
    public string? FindWorkingDirectory()
    {
        foreach (var turn in Turns)
        {
            if (Folder().Match(turn.Text) is { Success: true } match)
            {
                return match.Groups[1].Value.Trim();
            }
        }

        return null;
    }

    /// <summary>The text without what the client put in by itself.</summary>
    public static string WithoutReminders(string text) =>
        text.Contains("<system-reminder>", StringComparison.Ordinal) ? Reminder().Replace(text, "").Trim() : text.Trim();

    [GeneratedRegex(@"^[ \t*-]*(?:Primary )?[Ww]orking directory: *(.+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Folder();

    [GeneratedRegex("<system-reminder>.*?</system-reminder>", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Reminder();
}
