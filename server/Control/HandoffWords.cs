using System.Text;
using System.Text.Json;
using ClaudeSidecar.Context.Fit;

namespace ClaudeSidecar.Control;

/// <summary>Says in words what became of the parts of a context, and shows it. Pure.</summary>
public static class HandoffWords
{
    private const int MostNames = 6;

    /// <summary>Tokens as people read them: <c>118k</c>, <c>4.1k</c>, <c>640</c>.</summary>
    public static string Tokens(int tokens) => tokens switch
    {
        < 1000 => FormattableString.Invariant($"{tokens}"),
        < 9950 => FormattableString.Invariant($"{tokens / 1000.0:0.#}k"),
        _ => FormattableString.Invariant($"{(tokens + 500) / 1000}k"),
    };

    /// <summary>How much of a session is given on.</summary>
    public static (string Text, string TextZh) Change(int before, int tokens)
    {
        var change = Tokens(before) == Tokens(tokens) ? Tokens(tokens) : $"{Tokens(before)} → {Tokens(tokens)}";
        return ($"{change} tokens", $"{change} 个 token");
    }

    /// <summary>One part.</summary>
    /// <param name="part">What became of it.</param>
    /// <param name="factor">The model's tokens for each of our count.</param>
    public static HandoffPart Of(FitPart part, double factor)
    {
        var (title, titleZh) = Title(part.Name);
        var (leftOut, leftOutZh) = LeftOut(part);
        return new()
        {
            Name = part.Name,
            Title = title,
            TitleZh = titleZh,
            Tokens = (int)(part.Tokens * factor),
            Before = (int)(part.Before * factor),
            LeftOut = leftOut,
            LeftOutZh = leftOutZh,
        };
    }

    /// <summary>A Messages request as people read it.</summary>
    public static string Text(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, new() { MaxDepth = 512 });
        var root = document.RootElement;
        var page = new StringBuilder();
        if (root.TryGetProperty("system", out var system))
        {
            page.AppendLine("== system").AppendLine(Content(system));
        }

        if (root.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array)
        {
            page.AppendLine("== tools").AppendLine(string.Join(", ", tools.EnumerateArray().Select(tool => Member(tool, "name"))));
        }

        foreach (var message in root.GetProperty("messages").EnumerateArray())
        {
            page.AppendLine($"== {Member(message, "role")}").AppendLine(message.TryGetProperty("content", out var content) ? Content(content) : "");
        }

        return page.ToString();
    }

    private static (string Title, string TitleZh) Title(string name) => name switch
    {
        "system" => ("System text", "系统文本"),
        "tools" => ("Tools", "工具"),
        "instructions" => ("Instructions and first task", "说明与最初的任务"),
        "workspace" => ("Workspace", "工作区"),
        "brief" => ("Brief of older turns", "较早轮次的摘要"),
        "older-turns" => ("Older turns", "较早的轮次"),
        "current-turn" => ("Current turn", "当前轮次"),
        _ => (name, name),
    };

    private static (string? LeftOut, string? LeftOutZh) LeftOut(FitPart part)
    {
        var (named, more) = (part.Names.Take(MostNames), part.Names.Count > MostNames);
        var names = part.Names.Count == 0 ? "" : $" ({string.Join(", ", named)}{(more ? " …" : "")})";
        var namesZh = part.Names.Count == 0 ? "" : $"（{string.Join('、', named)}{(more ? "等" : "")}）";
        return (part.Name, part.LeftOut, part.Shortened) switch
        {
            (_, 0, 0) => (null, null),
            ("system", _, _) => ("sections left out: more than its share of the window", "省略了部分章节：超出其在窗口中的份额"),
            ("tools", 0, var shorter) => ($"{shorter} described in fewer words", $"{shorter} 个改用较短的说明"),
            ("tools", var gone, 0) => (
                $"{gone} left out{names}: more than their share of the window",
                $"省略 {gone} 个{namesZh}：超出其在窗口中的份额"),
            ("tools", var gone, var shorter) => (
                $"{gone} left out{names}, {shorter} described in fewer words: more than their share of the window",
                $"省略 {gone} 个{namesZh}，{shorter} 个改用较短的说明：超出其在窗口中的份额"),
            (_, 0, var shorter) => ($"{shorter} with long parts cut", $"{shorter} 条的长内容被截短"),
            (_, var gone, 0) => (
                $"{gone} {(gone == 1 ? "message" : "messages")} left out for the brief: the window holds no more",
                $"{gone} 条消息由摘要代替：窗口容纳不下"),
            (_, var gone, var shorter) => (
                $"{gone} {(gone == 1 ? "message" : "messages")} left out for the brief, {shorter} with long results cut: the window holds no more",
                $"{gone} 条消息由摘要代替，{shorter} 条的长结果被截短：窗口容纳不下"),
        };
    }

    private static string Content(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Join('\n', content.EnumerateArray().Select(Block)),
        _ => "",
    };

    private static string Block(JsonElement block) => Member(block, "type") switch
    {
        "text" => Member(block, "text"),
        "tool_use" => $"[{Member(block, "name")} {(block.TryGetProperty("input", out var input) ? input.GetRawText() : "")}]",
        "tool_result" => $"[result] {(block.TryGetProperty("content", out var content) ? Content(content) : "")}",
        var type => $"[{type}]",
    };

    private static string Member(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
