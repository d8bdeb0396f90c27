using System.Text.Json;

namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>Applies edits as Claude Code's Edit and MultiEdit do.</summary>
internal static class Edits
{
    /// <summary>The text afterwards; null where the edits do not fit the text, so that it cannot be what the file held.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="input">The call's input.</param>
    public static string? Apply(string text, JsonElement input)
    {
        var edits = Json.Member(input, "edits"u8);
        if (edits.ValueKind != JsonValueKind.Array)
        {
            return ApplyOne(text, input);
        }

        var edited = text;
        foreach (var edit in edits.EnumerateArray())
        {
            if (edited is not null)
            {
                edited = ApplyOne(edited, edit);
            }
        }

        return edited;
    }

    private static string? ApplyOne(string text, JsonElement edit)
    {
        if (Json.Text(edit, "old_string"u8) is not { } old || Json.Text(edit, "new_string"u8) is not { } fresh)
        {
            return null;
        }

        if (old.Length == 0)
        {
            return text.Length == 0 ? fresh : null;
        }

        // What is deleted takes the end of its line along.
        if (fresh.Length == 0 && !old.EndsWith('\n') && text.Contains(old + "\n", StringComparison.Ordinal))
        {
            old += "\n";
        }

        var at = text.IndexOf(old, StringComparison.Ordinal);
        return at < 0 ? null
            : Json.IsTrue(edit, "replace_all"u8) ? text.Replace(old, fresh, StringComparison.Ordinal)
            : string.Concat(text.AsSpan(0, at), fresh, text.AsSpan(at + old.Length));
    }
}
