using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ClaudeSidecar.Context.Conversation;
using ClaudeSidecar.Context.Tokens;

namespace ClaudeSidecar.Context.Fit;

/// <summary>
/// Shortens the system text where it takes too much of a small window: whole sections go, the last first, for the first ones say what
/// the model is and how it works; where it works stays always.
/// </summary>
/// <param name="count">Counts tokens.</param>
internal sealed class SystemFit(JsonTokens count)
{
    private (ulong Key, ShortMessage Written) _last;

    /// <summary>The system text for so many tokens; the client's own where that is short enough.</summary>
    public ShortMessage Write(IndexedRequest talk, int limit)
    {
        if (talk.SystemTokens <= limit)
        {
            return new(default, talk.SystemTokens);
        }

        var bytes = talk.Outline.System.Of(talk.Body);
        var key = ContentHash.Of(bytes.Span, (ulong)limit);
        if (_last.Key != key || _last.Written is null)
        {
            var json = Shortened(bytes, limit);
            _last = (key, new(json, count(json.Span)));
        }

        return _last.Written;
    }

    private static ReadOnlyMemory<byte> Shortened(ReadOnlyMemory<byte> bytes, int limit)
    {
        using var document = JsonDocument.Parse(bytes, new() { MaxDepth = 512 });
        var root = document.RootElement;
        var text = root.ValueKind == JsonValueKind.String
            ? MessageJson.Words(root)
            : string.Join("\n\n", MessageJson.Blocks(root).Select(block => MessageJson.Text(block, "text"u8)).Where(words => words.Length > 0 && !IsBilling(words)));
        var output = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(output, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
        {
            writer.WriteStringValue(WithoutSections(text, limit));
        }

        return output.WrittenMemory;
    }

    // It is other in each request, and of no use to another model (edge case 117).
    private static bool IsBilling(string words) => words.StartsWith("x-anthropic-billing-header", StringComparison.Ordinal) && !words.Contains('\n', StringComparison.Ordinal);

    private static string WithoutSections(string text, int limit)
    {
        var sections = Sections(text);
        for (var i = sections.Count - 1; i > 0 && PromptSize.OfText(string.Concat(sections)) > limit; i--)
        {
            if (!IsPlace(sections[i]))
            {
                sections.RemoveAt(i);
            }
        }

        var left = string.Concat(sections).TrimEnd();
        return Excerpt.Of(left, PromptSize.OfText(left), limit, Excerpt.Usual);
    }

    private static bool IsPlace(string section) =>
        section.StartsWith("# Environment", StringComparison.OrdinalIgnoreCase) || section.Contains("working directory", StringComparison.OrdinalIgnoreCase);

    private static List<string> Sections(string text)
    {
        var sections = new List<string>();
        var section = new StringBuilder();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("# ") && section.Length > 0)
            {
                sections.Add(section.ToString());
                section.Clear();
            }

            section.Append(line).Append('\n');
        }

        sections.Add(section.ToString());
        return sections;
    }
}
