namespace ClaudeSidecar.Context.Conversation;

/// <summary>
/// Results in which Claude Code says that the model has seen the file already, instead of giving it again (2.1.197 and 2.1.329). Where
/// the earlier result is not there any more, such a sentence leaves the model with nothing (edge case 105).
/// </summary>
public static class Placeholder
{
    private static readonly string[] Beginnings =
    [
        "File unchanged since last read.",
        "Wasted call — file unchanged since your last Read.",
        "<system-reminder>This file is already in your context",
    ];

    /// <summary>True for such a sentence.</summary>
    public static bool Is(string result)
    {
        var text = result.AsSpan().TrimStart();
        foreach (var beginning in Beginnings)
        {
            if (text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
