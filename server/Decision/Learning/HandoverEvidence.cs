namespace ClaudeSidecar.Decision.Learning;

/// <summary>What the history tells of how the thresholds did, as far as they can be judged by it.</summary>
public sealed record HandoverEvidence
{
    /// <summary>Turns at Claude whose cost was seen.</summary>
    public int Turns { get; init; }

    /// <summary>The share of its tightest window that nine of ten turns did not exceed; null when none was seen.</summary>
    public double? TurnCost { get; init; }

    /// <summary>Sessions that a limit moved.</summary>
    public int Limits { get; init; }

    /// <summary>Of these, the ones that were in the middle of a turn.</summary>
    public int LimitsInTurn { get; init; }

    /// <summary>Early switches that the user called good.</summary>
    public int EarlyLiked { get; init; }

    /// <summary>Early switches that the user called bad.</summary>
    public int EarlyDisliked { get; init; }

    /// <summary>Sessions that came back from where a failure of Claude's had moved them.</summary>
    public int Returns { get; init; }

    /// <summary>Of these, the ones that a failure moved again within a quarter of an hour.</summary>
    public int ShortReturns { get; init; }
}
