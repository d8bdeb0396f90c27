using System.Text;

namespace ClaudeSidecar.Context.Memory.Brief;

/// <summary>The text of a brief: headings and lists, or, where each token counts, one line for each part.</summary>
/// <param name="isCompact">True: one line for each part.</param>
internal sealed class BriefText(bool isCompact)
{
    private readonly StringBuilder _text = new(isCompact
        ? "[Extract of earlier messages that were left out. Read files again before editing.]\n"
        : "# Extract of earlier messages that were left out\nRead a file again before editing it, unless its text is shown.\n");

    /// <summary>A part that is one text.</summary>
    public void Paragraph(string heading, string label, string text) => _text.Append(isCompact ? $"{label}: " : $"## {heading}\n").Append(text).Append('\n');

    /// <summary>A part that is a list; nothing where the list is empty.</summary>
    public void List(string heading, string label, IEnumerable<string> items)
    {
        var all = items.ToList();
        if (all.Count > 0)
        {
            Paragraph(heading, label, isCompact ? string.Join(" | ", all) : "- " + string.Join("\n- ", all));
        }
    }

    public override string ToString() => _text.ToString(0, _text.Length - 1);
}
