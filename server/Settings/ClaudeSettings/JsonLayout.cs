using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClaudeSidecar.Settings.ClaudeSettings;

/// <summary>How a JSON text is laid out, so that what we add looks like what is there.</summary>
/// <param name="NewLine">Its line end.</param>
/// <param name="Unit">One step of indentation.</param>
/// <param name="OnOneLine">True when everything stands on one line.</param>
internal sealed record JsonLayout(string NewLine, string Unit, bool OnOneLine)
{
    /// <summary>The layout of a text; two spaces where it shows none.</summary>
    public static JsonLayout Of(string text, JsonSpan root)
    {
        var newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        if (root.Children is not [var first, ..])
        {
            return new(newLine, "  ", OnOneLine: false);
        }

        var lead = text[(root.Start + 1)..first.Outset];
        var indent = lead[(lead.LastIndexOf('\n') + 1)..];
        return lead.Contains('\n')
            ? new(newLine, indent.Length > 0 && string.IsNullOrWhiteSpace(indent) ? indent : "  ", OnOneLine: false)
            : new(newLine, "  ", OnOneLine: true);
    }

    /// <summary>A member's text.</summary>
    /// <param name="key">Its key; null for an item of a list.</param>
    /// <param name="value">Its value.</param>
    /// <param name="indent">Indentation of the line that it begins on; null to write it on one line.</param>
    /// <param name="spaced">On one line: a space behind colons and commas.</param>
    public string Render(string? key, JsonNode value, string? indent, bool spaced)
    {
        var text = new StringBuilder();
        if (key is not null)
        {
            text.Append(Quote(key)).Append(indent is not null || spaced ? ": " : ":");
        }

        switch (value)
        {
            case JsonObject members:
                Append(text, '{', '}', [.. members.Select(member => (member.Key, member.Value!))], indent, spaced);
                break;
            case JsonArray items:
                Append(text, '[', ']', [.. items.Select(item => ((string?)null, item!))], indent, spaced);
                break;
            default:
                text.Append(Quote(value.GetValue<string>()));
                break;
        }

        return text.ToString();
    }

    /// <summary>A string's literal. Only what must be escaped is.</summary>
    public static string Quote(string value) => $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private void Append(StringBuilder text, char open, char close, (string? Key, JsonNode Value)[] children, string? indent, bool spaced)
    {
        var inner = indent is null ? null : indent + Unit;
        var separator = indent is null ? spaced ? ", " : "," : $",{NewLine}{inner}";
        text.Append(open).Append(indent is null ? "" : NewLine + inner)
            .AppendJoin(separator, children.Select(child => Render(child.Key, child.Value, inner, spaced)))
            .Append(indent is null ? "" : NewLine + indent).Append(close);
    }
}
