using ClaudeSidecar.Execution.Prewarm;

namespace ClaudeSidecar.Control;

/// <summary>How warm a model is, in the words that users read.</summary>
internal static class WarmWords
{
    /// <summary>The whole, for the status.</summary>
    public static WarmStatus Of(WarmState state) => new()
    {
        State = state.Word,
        Reason = Word(state.Reason),
        Session = state.Session,
        Tokens = state.Tokens,
        At = state.At,
        Text = Sentence(state).Text,
        TextZh = Sentence(state).TextZh,
    };

    private static (string Text, string TextZh) Sentence(WarmState state) => state.Word switch
    {
        "warming" => ($"Reading {Size(state.Tokens)} tokens of session {state.Session} ahead of time.", $"正在预读会话 {state.Session} 的 {Size(state.Tokens)} 个 token。"),
        "warm" => ($"{Size(state.Tokens)} tokens of session {state.Session} have been read ahead of time.", $"已预读会话 {state.Session} 的 {Size(state.Tokens)} 个 token。"),
        _ => ($"Nothing has been read ahead of time: {Why(state.Reason).Text}.", $"尚未预读：{Why(state.Reason).TextZh}。"),
    };

    private static string Size(int tokens) => tokens < 1000 ? $"{tokens}" : $"{(tokens + 500) / 1000}k";

    private static (string Text, string TextZh) Why(WarmReason reason) => reason switch
    {
        WarmReason.QuotaIsAmple => ("the quota is ample", "额度充足"),
        WarmReason.AnswersAlready => ("the session is answered here already", "会话已由它应答"),
        WarmReason.Agent => ("only agents are at work", "只有子代理在工作"),
        WarmReason.SessionIsIdle => ("no session is at work", "没有正在工作的会话"),
        WarmReason.AnotherSession => ("another session has the place", "位置由另一个会话占用"),
        WarmReason.Rest => ("the machine has a rest", "机器稍作休息"),
        WarmReason.Failed or WarmReason.FailedOften => ("it failed", "预读失败"),
        WarmReason.NotHere => ("the model is not on this machine, or has a key", "模型不在本机，或使用密钥"),
        WarmReason.OnBattery => ("the machine runs on its battery", "机器正在使用电池"),
        WarmReason.InUse => ("a request is being answered", "正在应答请求"),
        WarmReason.ServerBusy => ("the server is busy", "服务器繁忙"),
        WarmReason.Absent => ("no server was found", "未找到服务器"),
        _ => ("it is about to begin", "即将开始"),
    };

    private static string Word(WarmReason reason) => reason switch
    {
        WarmReason.First => "first",
        WarmReason.Grown => "grown",
        WarmReason.Refresh => "refresh",
        WarmReason.Warm => "warm",
        WarmReason.Off => "off",
        WarmReason.QuotaIsAmple => "quota-is-ample",
        WarmReason.AnswersAlready => "answers-already",
        WarmReason.Agent => "agent",
        WarmReason.SessionIsIdle => "session-is-idle",
        WarmReason.AnotherSession => "another-session",
        WarmReason.Rest => "rest",
        WarmReason.FailedOften => "failed-often",
        WarmReason.NotHere => "not-here",
        WarmReason.OnBattery => "on-battery",
        WarmReason.InUse => "in-use",
        WarmReason.ServerBusy => "server-busy",
        WarmReason.Absent => "absent",
        WarmReason.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
