using System.Text.RegularExpressions;

namespace ClaudeSidecar.Settings.ClaudeSettings;

/// <summary>Takes our keys out of a text that others have edited since: what looks like ours goes, with the containers that we made and that are empty now.</summary>
internal static partial class ClaudeSettingsRemoval
{
    public static string Run(string text, SettingsUndo? undo)
    {
        var cleaned = Hooks(Variables(text, undo), undo);
        return undo?.Blank is { } blank && JsonText.Parse(cleaned) is { Children: [] } && cleaned.All(letter => char.IsWhiteSpace(letter) || letter is '{' or '}' or '\uFEFF')
            ? blank
            : cleaned;
    }

    private static string Variables(string text, SettingsUndo? undo)
    {
        if (JsonText.Parse(text)?.Find("env")?.Find(OwnedSettings.BaseUrlKey) is not { } present
            || present.String(text) is not { } url
            || !(url == undo?.BaseUrl || ClaudeSettingsDocument.IsOurs(url)))
        {
            return text; // somebody else's by now, and with it whatever stands beside it
        }

        text = undo?.Replaced is { } literal
            ? string.Concat(text.AsSpan(0, present.Start), literal, text.AsSpan(present.End))
            : Cut(text, "env", OwnedSettings.BaseUrlKey);
        if ((undo is null || undo.Hint) && Member(text, "env", OwnedSettings.HintKey)?.String(text) == "1")
        {
            text = Cut(text, "env", OwnedSettings.HintKey);
        }

        return CutEmpty(text, undo, "env");
    }

    private static string Hooks(string text, SettingsUndo? undo)
    {
        while (Member(text, "hooks", "SessionStart") is { IsList: true } list && FindHook(text, list, undo) is var (entry, hook))
        {
            var alone = entry.Find("hooks")!.Children.Count == 1;
            text = Cut(text, alone ? list : entry.Find("hooks")!, alone ? entry : hook);
            if (Member(text, "hooks", "SessionStart") is { Children: [] })
            {
                text = CutEmpty(CutEmpty(text, undo, "hooks", "SessionStart"), undo, "hooks");
            }
        }

        return text;
    }

    private static (JsonSpan Entry, JsonSpan Hook)? FindHook(string text, JsonSpan list, SettingsUndo? undo)
    {
        foreach (var entry in list.Children)
        {
            foreach (var hook in entry.Find("hooks")?.Children ?? [])
            {
                if (hook.Find("command")?.String(text) is { } command && (command == undo?.Command || OurCommand().IsMatch(command)))
                {
                    return (entry, hook);
                }
            }
        }

        return null;
    }

    private static JsonSpan? Member(string text, params string[] path) =>
        path.Aggregate(JsonText.Parse(text), (span, key) => span?.Find(key));

    private static string CutEmpty(string text, SettingsUndo? undo, params string[] path) =>
        (undo is null || undo.Containers.Contains(string.Join('.', path))) && Member(text, path) is { Children: [] } ? Cut(text, path) : text;

    private static string Cut(string text, params string[] path) =>
        Member(text, path[..^1]) is { } container && container.Find(path[^1]) is { } member ? Cut(text, container, member) : text;

    // With the white space in front and one comma; comments stay.
    private static string Cut(string text, JsonSpan container, JsonSpan member)
    {
        var start = member.Outset;
        var commented = text[Before(container, member)..start].Contains('/');
        while (char.IsWhiteSpace(text[start - 1]) && !(commented && text[start - 1] == '\n'))
        {
            start--; // but not the line end of a comment, which would swallow what follows
        }

        if (member.Comma is { } comma)
        {
            // A comment between value and comma stays too.
            return string.Concat(text.AsSpan(0, start), text.AsSpan(member.End, comma - member.End), text.AsSpan(comma + 1));
        }

        var end = member.End;
        if (container.Children.Count == 1 && string.IsNullOrWhiteSpace(text[end..(container.End - 1)]))
        {
            end = container.End - 1; // leaves {} and not an empty line between the brackets
        }

        var cut = text.Remove(start, end - start);
        return container.Children.Select(child => child.Comma).LastOrDefault(position => position < start) is { } before ? cut.Remove(before, 1) : cut;
    }

    private static int Before(JsonSpan container, JsonSpan member) =>
        container.Children.TakeWhile(child => child != member).LastOrDefault() is { } sibling ? sibling.End : container.Start + 1;

    [GeneratedRegex(@"claude-sidecar(\.exe|\.dll)?[""']?\s+ensure\b")]
    private static partial Regex OurCommand();
}
