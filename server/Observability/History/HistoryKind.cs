namespace ClaudeSidecar.Observability.History;

/// <summary>What the history tells of; each kind has files of its own.</summary>
public enum HistoryKind
{
    /// <summary>What was told of the quota: <c>readings.jsonl</c>.</summary>
    Readings,

    /// <summary>Requests, without their content: <c>requests.jsonl</c>.</summary>
    Requests,

    /// <summary>Sessions that went from one backend to another, and what became of them there: <c>switches.jsonl</c>.</summary>
    Switches,

    /// <summary>What the user said of a switch: <c>feedback.jsonl</c>.</summary>
    Feedback,
}
