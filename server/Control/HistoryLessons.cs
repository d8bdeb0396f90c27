using ClaudeSidecar.Decision;
using ClaudeSidecar.Decision.Learning;
using ClaudeSidecar.Observability.History;

namespace ClaudeSidecar.Control;

/// <summary>What the whole history comes to.</summary>
/// <param name="Success">How sessions fared.</param>
/// <param name="Liked">Thumbs up.</param>
/// <param name="Disliked">Thumbs down.</param>
/// <param name="Evidence">By what the thresholds can be judged.</param>
/// <param name="Unread">Lines that could not be read.</param>
public sealed record HistoryLessons(SwitchSuccess Success, int Liked, int Disliked, HandoverEvidence Evidence, int Unread)
{
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(15);

    /// <summary>Reads everything; takes some time when there is much.</summary>
    public static HistoryLessons Of(HistoryReader history)
    {
        var switches = history.Switches();
        var feedback = history.Feedback().ToList();
        var success = SwitchSuccess.Of(switches, history.Requests());
        var turns = TurnCosts.Of(history.Readings());
        var limits = switches.Where(record => record.Trigger == SwitchTriggers.Limit).ToList();
        var early = feedback.Where(said => said.Reason == RouteReason.QuotaLow.Word()).ToList();
        var returns = ReturnsFromFailure(switches);
        return new(
            success,
            feedback.Count(said => said.Good),
            feedback.Count(said => !said.Good),
            new()
            {
                Turns = turns.Count,
                TurnCost = turns.High,
                Limits = limits.Count,
                LimitsInTurn = limits.Count(record => record.InTurn),
                EarlyLiked = early.Count(said => said.Good),
                EarlyDisliked = early.Count(said => !said.Good),
                Returns = returns.Count,
                ShortReturns = returns.Count(stayed => stayed <= Short),
            },
            history.Junk + history.Newer);
    }

    // How long each session stayed that had come back from a failure; for ever, unless a failure moved it again.
    private static List<TimeSpan> ReturnsFromFailure(IReadOnlyList<SwitchRecord> switches)
    {
        List<TimeSpan> stays = [];
        foreach (var session in switches.Where(record => record.Key is not null).GroupBy(record => record.Key))
        {
            var moves = session.OrderBy(record => record.At).ToList();
            for (var i = 1; i < moves.Count; i++)
            {
                if (moves[i].Trigger == SwitchTriggers.Return && moves[i - 1].Trigger == SwitchTriggers.Failure)
                {
                    stays.Add(i + 1 < moves.Count && moves[i + 1].Trigger == SwitchTriggers.Failure ? moves[i + 1].At - moves[i].At : TimeSpan.MaxValue);
                }
            }
        }

        return stays;
    }
}
