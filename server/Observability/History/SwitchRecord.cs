namespace ClaudeSidecar.Observability.History;

/// <summary>
/// A session that went from one backend to another. It is written twice, when it begins and when its outcome is known: of two lines with
/// one id the later one counts, and a kill between them loses the outcome alone.
/// </summary>
public sealed record SwitchRecord : SessionRecord
{
    /// <summary>Names the switch.</summary>
    public required string Id { get; init; }

    /// <summary>Who answered before.</summary>
    public required string From { get; init; }

    /// <summary>Who answered since.</summary>
    public required string To { get; init; }

    /// <summary>What set it off: <c>limit</c>, <c>forecast</c>, <c>failure</c>, <c>user</c>, <c>return</c>.</summary>
    public required string Trigger { get; init; }

    /// <summary>Why, in the words of <c>x-sidecar-reason</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>True when the turn had begun at the other backend.</summary>
    public bool InTurn { get; init; }

    /// <summary>When it was over; null while it lasts.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What ended it: <c>switch</c> (the session went elsewhere), <c>silence</c>, <c>stop</c> (the sidecar's own end), <c>crowd</c> (too many at once).</summary>
    public string? EndedBy { get; init; }

    /// <summary><c>finished</c>: the turn of the switch came to its end there. <c>failed</c>: it did not, and the last request failed. <c>unfinished</c>: neither. Null while it lasts.</summary>
    public string? Outcome { get; init; }

    /// <summary>Requests of the conversation that were answered there, or were not.</summary>
    public int Requests { get; init; }

    /// <summary>Answers that ended a turn.</summary>
    public int Finished { get; init; }

    /// <summary>Requests that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Requests that followed one that had failed.</summary>
    public int Retries { get; init; }

    /// <summary>Results of tools that its calls brought.</summary>
    public int ToolResults { get; init; }

    /// <summary>Of these, the ones that tell of an error.</summary>
    public int ToolErrors { get; init; }

    /// <summary>From the switch to its end, in milliseconds; 0 while it lasts.</summary>
    public long Milliseconds { get; init; }
}
