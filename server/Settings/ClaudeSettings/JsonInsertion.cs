using System.Text.Json.Nodes;

namespace ClaudeSidecar.Settings.ClaudeSettings;

/// <summary>Finds the place and the text for new members, so that the result is the old text with one piece put in, and nothing else changed.</summary>
internal static class JsonInsertion
{
    /// <summary>Puts members in front of a container's others: there, one comma behind them is all it takes, whatever follows.</summary>
    public static (int Position, string Piece) InFront(string text, JsonSpan root, JsonSpan container, (string? Key, JsonNode Value)[] members)
    {
        var layout = JsonLayout.Of(text, root);
        return container.Children is [var first, ..]
            ? BeforeFirst(text, layout, container, first, members)
            : Inside(text, layout, container, members);
    }

    /// <summary>A file of its own.</summary>
    public static string Whole(JsonObject document) => new JsonLayout("\n", "  ", OnOneLine: false).Render(null, document, "", spaced: true) + "\n";

    private static (int, string) BeforeFirst(string text, JsonLayout layout, JsonSpan container, JsonSpan first, (string? Key, JsonNode Value)[] members)
    {
        var lead = text[(container.Start + 1)..first.Outset];
        if (lead.LastIndexOf('\n') is var lineEnd and >= 0)
        {
            var tail = lead[(lineEnd + 1)..];
            var indent = string.IsNullOrWhiteSpace(tail) ? tail : IndentOfLine(text, container.Start) + layout.Unit;
            var piece = string.Concat(members.Select(member => $"{layout.NewLine}{indent}{layout.Render(member.Key, member.Value, indent, spaced: true)},"));
            return (BehindComment(text, container.Start + 1), piece);
        }

        var space = string.IsNullOrWhiteSpace(lead) ? lead : " ";
        return (container.Start + 1, string.Concat(members.Select(member => $"{space}{layout.Render(member.Key, member.Value, null, space.Length > 0)},")));
    }

    private static (int, string) Inside(string text, JsonLayout layout, JsonSpan container, (string? Key, JsonNode Value)[] members)
    {
        if (layout.OnOneLine)
        {
            return (container.Start + 1, string.Join(',', members.Select(member => layout.Render(member.Key, member.Value, null, spaced: false))));
        }

        var outer = IndentOfLine(text, container.Start);
        var indent = outer + layout.Unit;
        var position = BehindComment(text, container.Start + 1);
        var piece = string.Join(',', members.Select(member => $"{layout.NewLine}{indent}{layout.Render(member.Key, member.Value, indent, spaced: true)}"));
        return (position, text[position..(container.End - 1)].Contains('\n') ? piece : piece + layout.NewLine + outer);
    }

    // A comment on the bracket's own line belongs to the bracket: we go below it.
    private static int BehindComment(string text, int at)
    {
        var position = at;
        while (true)
        {
            var next = position;
            while (next < text.Length && text[next] is ' ' or '\t')
            {
                next++;
            }

            if (next + 1 >= text.Length || text[next] != '/')
            {
                return position;
            }

            var end = text[next + 1] == '/'
                ? text.IndexOfAny(['\r', '\n'], next)
                : text.IndexOf("*/", next + 2, StringComparison.Ordinal) + 2;
            if (text[next..end].Contains('\n'))
            {
                return position;
            }

            position = end;
        }
    }

    private static string IndentOfLine(string text, int at)
    {
        var start = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        var end = start;
        while (end < text.Length && text[end] is ' ' or '\t')
        {
            end++;
        }

        return text[start..end];
    }
}
