using System.Text;
using ClaudeSidecar.Control;

namespace ClaudeSidecar.Cli;

/// <summary>The state as people read it in a terminal. Pure.</summary>
/// <param name="words">The language.</param>
/// <param name="now">The present moment, for what is relative to it.</param>
/// <param name="zone">The user's time zone.</param>
internal sealed class StatusText(Wording words, DateTimeOffset now, TimeZoneInfo zone)
{
    /// <summary>The whole page, ending in a line feed.</summary>
    public string Render(StatusReport report)
    {
        var page = new StringBuilder();
        if (report.ConfigurationError is { } error)
        {
            page.Append(words.Say("The configuration stays as it was: ", "配置保持不变：")).AppendLine(error).AppendLine();
        }

        Route(page, report.Route);
        if (report.Question is { } question)
        {
            page.Append("  ").Append(words.Say(question.Text, question.TextZh)).AppendLine(words.Say(
                $" Answer in the editor; `claude-sidecar switch {question.Provider}` sends what follows there.",
                $"请在编辑器中回答；`claude-sidecar switch {question.Provider}` 可让后续请求改由它回答。"));
        }

        new QuotaText(words, now, zone).Append(page, report.Quota);
        Backends(page, report.Backends);
        Sessions(page, report.Sessions);
        Switches(page, report.Switches);
        if (report.History is { } history)
        {
            new HistoryText(words).Append(page, history);
        }

        page.AppendLine().Append($"claude-sidecar {report.Version}, {report.BaseUrl}, pid {report.Pid}")
            .AppendLine(words.Say($", started {words.Moment(report.StartedAt, now, zone)}", $"，启动于 {words.Moment(report.StartedAt, now, zone)}"));
        return page.ToString();
    }

    private void Route(StringBuilder page, RouteStatus route)
    {
        page.Append(words.Say("Answering: ", "当前应答：")).Append(route.Provider);
        page.Append(route.Model is { } model ? $" ({model})" : "").Append(route.Mode == "auto" ? "" : words.Say($", pinned to {route.Mode}", $"，已固定为 {route.Mode}"));
        page.AppendLine().Append("  ").AppendLine(words.Say(route.Text, route.TextZh));
        if (route.Until is { } until)
        {
            page.Append("  ").AppendLine(words.Say($"Claude is expected back {words.Moment(until, now, zone)}.", $"Claude 预计于 {words.Moment(until, now, zone)}恢复。"));
        }
    }

    private void Backends(StringBuilder page, IReadOnlyList<BackendStatus> backends)
    {
        page.AppendLine().AppendLine(words.Say("Providers", "后端"));
        var width = backends.Max(backend => Wording.Columns(backend.Name)) + 2;
        foreach (var backend in backends)
        {
            page.Append("  ").Append(backend.Name).Append(' ', width - Wording.Columns(backend.Name)).Append(State(backend.State));
            page.Append(backend.Until is { } until ? words.Say($" until {words.Moment(until, now, zone)}", $"，到 {words.Moment(until, now, zone)}为止") : "");
            page.Append(backend.Model is { } model ? words.Say($", {model}", $"，{model}") : "").Append(backend.ContextWindow is { } window ? words.Say($", {window} tokens", $"，{window} 个 token") : "").AppendLine();
            page.Append(' ', width + 2).AppendLine($"{backend.Address ?? backend.BaseUrl} ({backend.Server ?? backend.Dialect})");
            if (backend.Detail is { } detail)
            {
                page.Append(' ', width + 2).AppendLine(words.Say(detail, backend.DetailZh ?? detail));
            }

            if (backend.Warm is { } warm)
            {
                page.Append(' ', width + 2).AppendLine(words.Say(warm.Text, warm.TextZh));
            }

            foreach (var remark in backend.Remarks ?? [])
            {
                page.Append(' ', width + 2).Append(words.Say(remark.Text, remark.TextZh)).AppendLine(remark.Fix is { } fix ? $" → {words.Say(fix, remark.FixZh ?? fix)}" : "");
            }
        }
    }

    private void Sessions(StringBuilder page, IReadOnlyList<SessionStatus> sessions)
    {
        page.AppendLine().AppendLine(words.Say("Sessions", "会话"));
        foreach (var session in sessions)
        {
            page.Append("  ").AppendLine(session.Folder is { } folder ? $"{folder} ({session.Id})" : session.Id);
            page.Append("    ").Append(session.Provider == "none" ? words.Say("no answer yet", "尚无回答") : session.Provider).Append(session.Pin is { } pin ? words.Say($", pinned to {pin}", $"，已固定为 {pin}") : "");
            page.AppendLine(words.Say(
                $", {session.Requests} {(session.Requests == 1 ? "request" : "requests")}, last {words.Moment(session.LastSeenAt, now, zone)}",
                $"，{session.Requests} 个请求，最近 {words.Moment(session.LastSeenAt, now, zone)}"));
            if (session.Context is { } context)
            {
                page.Append("    ").AppendLine(context.Ahead
                    ? words.Say($"{context.Provider} would get {context.Text}", $"若切换，{context.Provider} 将得到 {context.TextZh}")
                    : words.Say($"{context.Provider} got {context.Text}", $"{context.Provider} 得到 {context.TextZh}"));
            }
        }

        if (sessions.Count == 0)
        {
            page.Append("  ").AppendLine(words.Say("none seen yet", "尚无"));
        }
    }

    private void Switches(StringBuilder page, IReadOnlyList<SwitchStatus> switches)
    {
        if (switches.Count > 0)
        {
            page.AppendLine().AppendLine(words.Say("Last switches", "最近的切换"));
        }

        foreach (var change in switches.Take(5))
        {
            page.AppendLine($"  {Wording.Clock(change.At, now, zone)}  {change.From} → {change.To}: {words.Say(change.Text, change.TextZh)}");
        }
    }

    private string State(string state) => state switch
    {
        "ready" => words.Say("ready", "就绪"),
        "limited" => words.Say("limited", "受限"),
        "down" => words.Say("down", "不可用"),
        "unknown" => words.Say("not asked yet", "尚未询问"),
        _ => state,
    };
}
