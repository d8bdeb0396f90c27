using System.Globalization;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Decision.Learning;

/// <summary>
/// What the history suggests for the thresholds. Pure. It starts from what the user set, never from what was learnt before: the same
/// history gives the same advice, and it cannot creep away.
/// </summary>
public sealed record HandoverAdvice
{
    /// <summary>No window is left with more than this, whatever was seen.</summary>
    public const double HighestSwitchBelow = 0.15;

    /// <summary>Lower than this, the forecast has nothing to work with.</summary>
    public const double LowestSwitchBelow = 0.01;

    /// <summary>No session is kept away for longer.</summary>
    public static readonly TimeSpan LongestStay = TimeSpan.FromMinutes(30);

    // Fewer say nothing.
    private const int LeastTurns = 30;
    private const int LeastLimits = 5;
    private const int LeastJudgements = 5;
    private const int LeastReturns = 8;

    /// <summary>Every suggestion; the options that are not named are as they should be, as far as is known.</summary>
    public IReadOnlyList<Suggestion> Suggestions { get; private init; } = [];

    /// <summary>What is known, or what is lacking, as a sentence in English.</summary>
    public required string Text { get; init; }

    /// <summary>The same in Chinese.</summary>
    public required string TextZh { get; init; }

    private double? SwitchBelow { get; init; }

    private TimeSpan? MinimumStay { get; init; }

    /// <summary>Judges what the user set by what was seen.</summary>
    /// <param name="seen">What the history tells.</param>
    /// <param name="options">What the user set.</param>
    public static HandoverAdvice Of(HandoverEvidence seen, HandoverOptions options)
    {
        var leave = Leave(seen, options);
        var stay = Stay(seen, options);
        var suggestions = new[] { leave?.Suggestion, stay?.Suggestion }.OfType<Suggestion>().ToList();
        var (text, textZh) = Summary(seen, suggestions.Count);
        return new() { Suggestions = suggestions, SwitchBelow = leave?.Value, MinimumStay = stay?.Value, Text = text, TextZh = textZh };
    }

    /// <summary>The options with every suggestion followed.</summary>
    /// <param name="options">What the user set: the same that the advice was made for.</param>
    public HandoverOptions Apply(HandoverOptions options) =>
        options with { SwitchBelow = SwitchBelow ?? options.SwitchBelow, MinimumStay = MinimumStay ?? options.MinimumStay };

    private static (double Value, Suggestion Suggestion)? Leave(HandoverEvidence seen, HandoverOptions options)
    {
        // Whoever wants no early switch gets none, and a choice beyond our bounds is the user's own.
        if (options.SwitchBelow is <= 0 or > HighestSwitchBelow)
        {
            return null;
        }

        // The user's own word outranks what can be reckoned.
        var judged = seen.EarlyLiked + seen.EarlyDisliked;
        if (judged >= LeastJudgements && seen.EarlyDisliked * 3 >= judged * 2)
        {
            return Leave(options, Percent(options.SwitchBelow / 2),
                $"You did not like {seen.EarlyDisliked} of {judged} early switches: leave later.",
                $"{judged} 次提前切换中有 {seen.EarlyDisliked} 次不合你意：应晚些离开。");
        }

        if (seen.Turns < LeastTurns || seen.TurnCost is not { } cost)
        {
            return null;
        }

        var highest = Math.Min(HighestSwitchBelow, options.ReturnAbove);
        if (options.Forecast && seen.Limits >= LeastLimits && seen.LimitsInTurn * 2 >= seen.Limits && Percent(cost) > options.SwitchBelow)
        {
            return Leave(options, Math.Min(Percent(cost), highest),
                $"{seen.LimitsInTurn} of {seen.Limits} limits were met in the middle of a turn, for one turn in ten takes more than {Words(cost)} of a window: leave earlier.",
                $"{seen.Limits} 次限额中有 {seen.LimitsInTurn} 次出现在一轮的中途，因为十分之一的轮次会用掉窗口的 {Words(cost)} 以上：应早些离开。");
        }

        if (!options.Forecast && Percent(cost) * 2 <= options.SwitchBelow)
        {
            return Leave(options, Percent(cost),
                $"Nine of ten turns take no more than {Words(cost)} of a window: leave later, and less is left unused.",
                $"十分之九的轮次用掉的不超过窗口的 {Words(cost)}：应晚些离开，以免浪费额度。");
        }

        return null;
    }

    private static (double Value, Suggestion Suggestion)? Leave(HandoverOptions options, double value, string text, string textZh)
    {
        value = Math.Max(value, LowestSwitchBelow);
        return Math.Abs(value - options.SwitchBelow) < 0.005
            ? null
            : (value, new("handover.switchBelow", Number(options.SwitchBelow), Number(value), text, textZh));
    }

    private static (TimeSpan Value, Suggestion Suggestion)? Stay(HandoverEvidence seen, HandoverOptions options)
    {
        if (seen.Returns < LeastReturns || seen.ShortReturns * 4 < seen.Returns || options.MinimumStay >= LongestStay)
        {
            return null;
        }

        var doubled = options.MinimumStay < TimeSpan.FromMinutes(1) ? TimeSpan.FromMinutes(2) : options.MinimumStay * 2;
        var value = doubled < LongestStay ? doubled : LongestStay;
        return (value, new(
            "handover.minimumStay",
            options.MinimumStay.ToString("c", CultureInfo.InvariantCulture),
            value.ToString("c", CultureInfo.InvariantCulture),
            $"{seen.ShortReturns} of {seen.Returns} sessions that returned to Claude were moved again within a quarter of an hour: stay longer.",
            $"{seen.Returns} 个返回 Claude 的会话中有 {seen.ShortReturns} 个在一刻钟内再次转移：应停留更久。"));
    }

    private static (string Text, string TextZh) Summary(HandoverEvidence seen, int suggestions)
    {
        if (suggestions > 0)
        {
            return suggestions == 1 ? ("What was seen here speaks for another value of one option.", "本机的历史表明有 1 个选项应取其他值。")
                : ($"What was seen here speaks for other values of {suggestions} options.", $"本机的历史表明有 {suggestions} 个选项应取其他值。");
        }

        return seen.Turns >= LeastTurns && seen.Limits >= LeastLimits
            ? ("What was seen here speaks for no other thresholds.", "本机的历史没有显示需要其他阈值。")
            : ($"Too little was seen here to judge the thresholds by: the cost of {Math.Min(seen.Turns, LeastTurns)} of {LeastTurns} turns, and {Math.Min(seen.Limits, LeastLimits)} of {LeastLimits} limits.",
                $"历史尚不足以评判阈值：已知 {LeastTurns} 个轮次中 {Math.Min(seen.Turns, LeastTurns)} 个的用量，以及 {LeastLimits} 次限额中的 {Math.Min(seen.Limits, LeastLimits)} 次。");
    }

    // Whole percents, upwards: what just fits does not fit.
    private static double Percent(double share) => Math.Ceiling(Math.Round(share * 100, 6)) / 100;

    private static string Words(double share) => $"{Math.Round(share * 100, 1).ToString(CultureInfo.InvariantCulture)} %";

    private static string Number(double share) => share.ToString(CultureInfo.InvariantCulture);
}
