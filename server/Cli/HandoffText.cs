using System.Text;
using ClaudeSidecar.Control;

namespace ClaudeSidecar.Cli;

/// <summary>A handed-over context as people read it in a terminal. Pure.</summary>
/// <param name="words">The language.</param>
internal sealed class HandoffText(Wording words)
{
    private const string Indent = "      ";

    /// <summary>The whole page, ending in a line feed.</summary>
    public string Render(HandoffReport report)
    {
        var page = new StringBuilder();
        var (change, changeZh) = HandoffWords.Change(report.Before, report.Tokens);
        page.AppendLine(words.Say($"Session {report.Session}", $"会话 {report.Session}"));
        page.Append(report.Ahead
            ? words.Say($"{report.Provider} ({report.Model}) would get {change}", $"{report.Provider}（{report.Model}）将得到 {changeZh}")
            : words.Say($"{report.Provider} ({report.Model}) got {change}", $"{report.Provider}（{report.Model}）得到 {changeZh}"));
        page.AppendLine(report.Window is { } window
            ? words.Say($"; its window holds {HandoffWords.Tokens(window)}.", $"；其窗口为 {HandoffWords.Tokens(window)}。")
            : words.Say("; its window is not known.", "；其窗口大小未知。"));
        if (!report.Fits)
        {
            page.AppendLine(words.Say("Not even the least that must stay fits: give the model a larger window.", "即使只保留必需的部分也放不下：请为模型设置更大的窗口。"));
        }

        Parts(page, report.Parts);
        Section(page, words.Say("Remembered of the session", "会话记忆"), report.Memory);
        Section(page, words.Say("Context", "上下文"), report.Text);
        return page.ToString();
    }

    private void Parts(StringBuilder page, IReadOnlyList<HandoffPart> parts)
    {
        page.AppendLine();
        var width = parts.Max(part => Wording.Columns(words.Say(part.Title, part.TitleZh))) + 2;
        foreach (var part in parts)
        {
            var title = words.Say(part.Title, part.TitleZh);
            page.Append("  ").Append(title).Append(' ', width - Wording.Columns(title)).Append(HandoffWords.Tokens(part.Tokens).PadLeft(6));
            page.AppendLine(part.Before <= part.Tokens ? "" : words.Say($" of {HandoffWords.Tokens(part.Before)}", $" / {HandoffWords.Tokens(part.Before)}"));
            foreach (var line in part.LeftOut is { } left ? Paragraph.Lines(words.Say(left, part.LeftOutZh ?? left), Paragraph.Width - Indent.Length) : [])
            {
                page.Append(Indent).AppendLine(line);
            }
        }
    }

    private static void Section(StringBuilder page, string title, string text)
    {
        if (text.Length > 0)
        {
            page.AppendLine().AppendLine(title).AppendLine(text.TrimEnd());
        }
    }
}
