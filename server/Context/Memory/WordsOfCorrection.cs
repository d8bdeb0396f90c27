using System.Text.RegularExpressions;

namespace ClaudeSidecar.Context.Memory;

/// <summary>Tells words that take something back, or say how it is to be done instead, from other instructions.</summary>
internal static partial class WordsOfCorrection
{
    // They stand at the beginning, or are plain wherever they stand.
    private const int Beginning = 400;

    public static bool Are(string text) => Sign().IsMatch(text.AsSpan(0, Math.Min(text.Length, Beginning)));

    [GeneratedRegex(
        @"^\W*(no|nope|wait|stop|actually|sorry|undo|revert|wrong|instead|rather|hmm|hold on)\b" +
        @"|\b(instead of|rather than|i meant|not what i|don'?t|do not|must not|never|please stop|should not|shouldn'?t|revert (it|that|this)|roll(ed)? back|undo (it|that|this)|forget (it|that|about)|that'?s (wrong|not)|isn'?t what)\b" +
        @"|^\s*(不对|不是|不要|不用|别|等等|等一下|停|错了|算了|先别|撤销|回滚)|而不是|应该是|改成|改为|换成|我的意思是|我是说|不要再|别再|请不要|千万别|搞错",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Sign();
}
