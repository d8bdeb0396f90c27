using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Control;

/// <summary>Why a backend is left alone, in words. Pure.</summary>
public static class FailureWords
{
    /// <summary>Both languages, without a full stop.</summary>
    /// <param name="cause">What happened.</param>
    /// <param name="quota">What people call the quota concerned; null for none.</param>
    public static (string Text, string TextZh) Of(FailureKind cause, (string Text, string TextZh)? quota) => cause switch
    {
        FailureKind.QuotaWindow or FailureKind.QuotaModel when quota is var (text, textZh) => ($"its {text} is used up", $"{textZh.TrimStart()}已用完"),
        FailureKind.QuotaWindow => ("its quota is used up", "配额已用完"),
        FailureKind.QuotaModel => ("the quota of one model is used up", "某个模型的配额已用完"),
        FailureKind.OutOfCredits => ("it asks for credits", "要求付费额度"),
        FailureKind.Throttled => ("it refused a request as too many at once", "因请求过于密集而拒绝了请求"),
        FailureKind.Overloaded => ("it is overloaded", "过载"),
        FailureKind.Unreachable => ("it refuses connections", "拒绝连接"),
        FailureKind.UnknownHost => ("its name cannot be resolved", "无法解析其主机名"),
        FailureKind.TlsFailed => ("no encrypted connection could be agreed on", "无法建立加密连接"),
        FailureKind.ConnectTimedOut => ("it could not be connected to in time", "连接超时"),
        FailureKind.TimedOut => ("it did not begin to answer in time", "未能及时开始回答"),
        FailureKind.Stalled => ("its answer stood still for too long", "回答停滞过久"),
        FailureKind.CutOff => ("its answers broke off", "回答中断"),
        FailureKind.BadAnswer => ("it answered with something that is no answer", "返回的内容不是有效回答"),
        FailureKind.BeingProbed => ("one request is trying whether it answers again", "正在试探是否已恢复"),
        _ => ("it answers with errors", "返回错误"),
    };
}
