using System.Globalization;
using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Decision;

/// <summary>Why a request goes where it goes. A closed list: each has a word for the wire and a sentence in two languages.</summary>
public enum RouteReason
{
    /// <summary>The first provider, in its order.</summary>
    Primary,

    /// <summary>A quota window of the first one is used up.</summary>
    QuotaWindow,

    /// <summary>The quota of this model family is used up.</summary>
    QuotaModel,

    /// <summary>Credits are missing for this request.</summary>
    OutOfCredits,

    /// <summary>This request was refused as too many; the quota is not used up.</summary>
    Throttled,

    /// <summary>The first one is overloaded.</summary>
    Overloaded,

    /// <summary>The first one cannot be reached.</summary>
    Unreachable,

    /// <summary>The first one answers with errors.</summary>
    ServerError,

    /// <summary>So little quota is left that new turns go elsewhere before the limit is met.</summary>
    QuotaLow,

    /// <summary>The quota is low, and this is a small request that nobody would miss Claude for.</summary>
    SmallRequest,

    /// <summary>Claude is out, and the user is asked before anybody else answers.</summary>
    AskFirst,

    /// <summary>The user pinned it.</summary>
    Pinned,

    /// <summary>The session is in the middle of a tool loop and stays where it is.</summary>
    ToolLoop,

    /// <summary>The session was moved a short while ago and stays for now.</summary>
    MinimumStay,

    /// <summary>Everything is out: the least bad one is asked.</summary>
    LeastBad,

    /// <summary>Another path than the Messages API: passed through.</summary>
    Passthrough,

    /// <summary>The sidecar answered by itself.</summary>
    Own,
}

/// <summary>The words for each reason.</summary>
public static class RouteReasons
{
    /// <summary>The word on the wire, in kebab case.</summary>
    public static string Word(this RouteReason reason) => reason switch
    {
        RouteReason.Primary => "primary",
        RouteReason.QuotaWindow => "quota-window",
        RouteReason.QuotaModel => "quota-model",
        RouteReason.OutOfCredits => "out-of-credits",
        RouteReason.Throttled => "throttled",
        RouteReason.Overloaded => "overloaded",
        RouteReason.Unreachable => "unreachable",
        RouteReason.ServerError => "server-error",
        RouteReason.QuotaLow => "quota-low",
        RouteReason.SmallRequest => "small-request",
        RouteReason.AskFirst => "ask-first",
        RouteReason.Pinned => "pinned",
        RouteReason.ToolLoop => "tool-loop",
        RouteReason.MinimumStay => "minimum-stay",
        RouteReason.LeastBad => "least-bad",
        RouteReason.Passthrough => "passthrough",
        RouteReason.Own => "own",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    /// <summary>The reason for leaving a backend that failed so.</summary>
    public static RouteReason After(FailureKind kind) => kind switch
    {
        FailureKind.QuotaWindow => RouteReason.QuotaWindow,
        FailureKind.QuotaModel => RouteReason.QuotaModel,
        FailureKind.OutOfCredits => RouteReason.OutOfCredits,
        FailureKind.Throttled => RouteReason.Throttled,
        FailureKind.Overloaded => RouteReason.Overloaded,
        FailureKind.Unreachable or FailureKind.UnknownHost or FailureKind.TlsFailed or FailureKind.ConnectTimedOut
            or FailureKind.TimedOut or FailureKind.Stalled or FailureKind.BeingProbed => RouteReason.Unreachable,
        _ => RouteReason.ServerError,
    };

    /// <summary>The sentence for the user, in English.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="provider">Who answers.</param>
    /// <param name="until">When that is expected to end, in local time; null when nobody knows.</param>
    /// <param name="now">The present moment: another day is named too; null names the time alone.</param>
    /// <param name="quota">What people call the quota that it is about, in English; null where that is not known.</param>
    public static string Text(this RouteReason reason, string provider, DateTimeOffset? until = null, DateTimeOffset? now = null, string? quota = null) => Clock(reason switch
    {
        RouteReason.Primary => $"{provider} answers.",
        RouteReason.QuotaLow => $"Hardly any of Claude's {quota ?? "quota"} is left{{0}}; {provider} answers new turns.",
        RouteReason.SmallRequest => $"Claude's {quota ?? "quota"} is low{{0}}; {provider} answers small requests, such as titles.",
        RouteReason.AskFirst => $"Claude cannot answer{{0}}; you are asked before anybody else does.",
        RouteReason.Pinned => $"You chose {provider}.",
        RouteReason.ToolLoop => $"Claude is available again; {provider} finishes the turn it began.",
        RouteReason.MinimumStay => $"{provider} keeps the session for a few minutes, so that it does not flap.",
        RouteReason.LeastBad => $"Nothing else is available{{0}}; {provider} is asked all the same.",
        RouteReason.Passthrough => $"Passed through to {provider}.",
        RouteReason.Own => "Answered by the sidecar itself.",
        _ => $"{Cause(reason, quota)}; {provider} answers.",
    }, until, now, English);

    /// <summary>The sentence for the user, in Chinese.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="provider">Who answers.</param>
    /// <param name="until">When that is expected to end, in local time; null when nobody knows.</param>
    /// <param name="now">The present moment: another day is named too; null names the time alone.</param>
    /// <param name="quota">What people call the quota that it is about, in Chinese; null where that is not known.</param>
    public static string TextZh(this RouteReason reason, string provider, DateTimeOffset? until = null, DateTimeOffset? now = null, string? quota = null) => Clock(reason switch
    {
        RouteReason.Primary => $"由 {provider} 回答。",
        RouteReason.QuotaLow => $"Claude 的{quota ?? "配额"}所剩无几{{0}}，新的轮次由 {provider} 回答。",
        RouteReason.SmallRequest => $"Claude 的{quota ?? "配额"}偏低{{0}}，标题等小请求由 {provider} 回答。",
        RouteReason.AskFirst => $"Claude 暂时无法回答{{0}}，改由其他后端回答前会先询问您。",
        RouteReason.Pinned => $"您选择了 {provider}。",
        RouteReason.ToolLoop => $"Claude 已恢复，{provider} 先完成当前这一轮。",
        RouteReason.MinimumStay => $"会话暂留在 {provider}，以免来回切换。",
        RouteReason.LeastBad => $"没有其他可用的后端{{0}}，仍尝试 {provider}。",
        RouteReason.Passthrough => $"直接转发给 {provider}。",
        RouteReason.Own => "由 sidecar 自行回答。",
        _ => $"{CauseZh(reason, quota)}，改由 {provider} 回答。",
    }, until, now, Chinese);

    /// <summary>A question to the user: may another one answer? In English.</summary>
    /// <param name="reason">Why Claude does not.</param>
    /// <param name="provider">Who would answer.</param>
    /// <param name="until">When Claude is expected back, in local time; null when nobody knows.</param>
    /// <param name="now">The present moment: another day is named too.</param>
    public static string Question(this RouteReason reason, string provider, DateTimeOffset? until, DateTimeOffset now) =>
        Clock($"{Cause(reason, quota: null)}. Shall {provider} answer?", until, now, English);

    /// <summary>The same in Chinese.</summary>
    /// <param name="reason">Why Claude does not.</param>
    /// <param name="provider">Who would answer.</param>
    /// <param name="until">When Claude is expected back, in local time; null when nobody knows.</param>
    /// <param name="now">The present moment: another day is named too.</param>
    public static string QuestionZh(this RouteReason reason, string provider, DateTimeOffset? until, DateTimeOffset now) =>
        Clock($"{CauseZh(reason, quota: null)}。是否改由 {provider} 回答？", until, now, Chinese);

    private const string English = " until {0}";
    private const string Chinese = "（{0} 恢复）";

    private static string Cause(RouteReason reason, string? quota) => reason switch
    {
        RouteReason.QuotaModel when quota is null => "The quota of this model is used up{0}",
        RouteReason.QuotaWindow or RouteReason.QuotaModel => $"Claude's {quota ?? "quota"} is used up{{0}}",
        RouteReason.OutOfCredits => "Claude asks for credits for this request",
        RouteReason.Throttled => "Claude refused this request as too many at once",
        RouteReason.Overloaded => "Claude is overloaded",
        RouteReason.Unreachable => "Claude cannot be reached",
        RouteReason.ServerError => "Claude answers with errors",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    private static string CauseZh(RouteReason reason, string? quota) => reason switch
    {
        RouteReason.QuotaModel when quota is null => "该模型的配额已用完{0}",
        RouteReason.QuotaWindow or RouteReason.QuotaModel => $"Claude 的{quota ?? "配额"}已用完{{0}}",
        RouteReason.OutOfCredits => "Claude 要求为此请求付费",
        RouteReason.Throttled => "Claude 因请求过于密集而拒绝了此请求",
        RouteReason.Overloaded => "Claude 过载",
        RouteReason.Unreachable => "无法连接 Claude",
        RouteReason.ServerError => "Claude 返回错误",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    private static string Clock(string sentence, DateTimeOffset? until, DateTimeOffset? now, string phrase) =>
        sentence.Replace("{0}", until is { } moment ? string.Format(CultureInfo.InvariantCulture, phrase, Clock(moment, now)) : "", StringComparison.Ordinal);

    private static string Clock(DateTimeOffset moment, DateTimeOffset? now)
    {
        var local = moment.ToLocalTime();
        return local.ToString(now is { } today && today.ToLocalTime().Date != local.Date ? "MM-dd HH:mm" : "HH:mm", CultureInfo.InvariantCulture);
    }
}
