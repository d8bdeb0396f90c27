using System.Text;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Tests.Settings;

/// <summary>The option table as a page of documentation.</summary>
internal static class OptionsPage
{
    public static string English() => Page(
        """
        # Configuration

        `sidecar.json` in the state folder (`~/.local/state/claude-sidecar` on Linux, `~/Library/Application Support/claude-sidecar` on macOS, `%LOCALAPPDATA%\claude-sidecar` on Windows). JSON with comments and trailing commas. No option is required, and with no file at all the defaults hold. A change counts as soon as the file is saved, but for the port; a file with errors changes nothing, and `claude-sidecar doctor` lists them all. Editors complete and check it with `"$schema"` set to [sidecar.schema.json](sidecar.schema.json). Some options are read and checked but act only in a later version; their rows say so.

        | Option | Values | Default | Meaning |
        |---|---|---|---|
        """,
        field => field.English,
        field => Values(field, "text", "list", "time, `hh:mm:ss`", "cron", "list of", "share, 0 to 1", "shares, 0 to 1", "address", "or more"));

    public static string Chinese() => Page(
        """
        # 配置

        配置写在状态目录的 `sidecar.json` 中（Linux：`~/.local/state/claude-sidecar`；macOS：`~/Library/Application Support/claude-sidecar`；Windows：`%LOCALAPPDATA%\claude-sidecar`）。格式为 JSON，可以带注释和尾随逗号。所有选项都可省略；没有该文件时使用默认值。除端口外，保存后立即生效；有错误的文件不会改变任何设置，`claude-sidecar doctor` 会列出全部错误。将 `"$schema"` 设为 [sidecar.schema.json](sidecar.schema.json) 后，编辑器可以补全并检查。部分选项会被读取和检查，但要到后续版本才起作用，表中已注明。

        | 选项 | 取值 | 默认值 | 含义 |
        |---|---|---|---|
        """,
        field => field.Chinese,
        field => Values(field, "文本", "列表", "时间，`hh:mm:ss`", "cron", "列表：", "比例，0 到 1", "比例列表，0 到 1", "地址", "或更大"));

    private static string Page(string head, Func<OptionField, string> meaning, Func<OptionField, string> values)
    {
        var page = new StringBuilder(head).Append('\n');
        Rows(page, OptionTable.Root.Fields, "", meaning, values);
        return page.ToString();
    }

    private static void Rows(StringBuilder page, IEnumerable<OptionField> fields, string path, Func<OptionField, string> meaning, Func<OptionField, string> values)
    {
        foreach (var field in fields)
        {
            var name = path + field.Name;
            if (field.Kind != OptionKind.Section)
            {
                page.Append($"| `{name}` | {values(field)} | {(field.Default is { } value ? $"`{value}`" : "")} | {meaning(field)} |\n");
            }

            Rows(page, field.Fields, field.Kind == OptionKind.List ? $"{name}[]." : $"{name}.", meaning, values);
        }
    }

    private static string Values(OptionField field, string text, string list, string time, string cron, string of, string share, string shares, string address, string more) => field.Kind switch
    {
        OptionKind.Word => string.Join(", ", field.Words.Select(word => $"`{word}`")),
        OptionKind.Switch => "`true`, `false`",
        OptionKind.Number => field.Maximum == int.MaxValue ? $"{field.Minimum} {more}" : $"{field.Minimum} – {field.Maximum}",
        OptionKind.Duration => field.Maximum == int.MaxValue ? time : $"{time}, `{TimeSpan.FromSeconds(field.Minimum)}` – `{TimeSpan.FromSeconds(field.Maximum)}`",
        OptionKind.Words => $"{of} {string.Join(", ", field.Words.Select(word => $"`{word}`"))}",
        OptionKind.Schedule => cron,
        OptionKind.Share => share,
        OptionKind.Shares => shares,
        OptionKind.Address => address,
        OptionKind.List => list,
        _ => text,
    };
}
