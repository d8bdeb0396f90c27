namespace ClaudeSidecar.Observability.History;

/// <summary>A request of the Messages API that has ended. <see cref="HistoryRecord.At"/> is its end.</summary>
public sealed record RequestRecord : SessionRecord
{
    /// <summary>The model that was asked for.</summary>
    public string Model { get; init; } = "";

    /// <summary>What the client wanted it for: <c>main</c>, <c>sub-agent</c>, <c>compaction</c>, <c>auxiliary</c>, <c>probe</c>, <c>count</c>.</summary>
    public string Class { get; init; } = "";

    /// <summary>Why it went where it went: the word of <c>x-sidecar-reason</c>.</summary>
    public string Route { get; init; } = "";

    /// <summary>Who answered, or was asked last; empty where nobody was asked.</summary>
    public string Backend { get; init; } = "";

    /// <summary>The status that the client got; 0 when it went away before.</summary>
    public int Status { get; init; }

    /// <summary>What went wrong for the client, in kebab case; null for nothing.</summary>
    public string? Failure { get; init; }

    /// <summary>Backends that failed before the one that answered.</summary>
    public int Failovers { get; init; }

    /// <summary>Tokens of the prompt that were not read from the cache; 0 where nobody told.</summary>
    public long Input { get; init; }

    /// <summary>Tokens of the prompt that were read from the cache.</summary>
    public long Cached { get; init; }

    /// <summary>Tokens generated.</summary>
    public long Output { get; init; }

    /// <summary>From its arrival to its end, in milliseconds.</summary>
    public long Milliseconds { get; init; }

    /// <summary>How the answer ended, in the wire's words: <c>end_turn</c>, <c>tool_use</c>, <c>max_tokens</c> …; null where that is not known.</summary>
    public string? Stop { get; init; }

    /// <summary>True for what the user typed, false for tools' results and what is beside the conversation.</summary>
    public bool StartsTurn { get; init; }

    /// <summary>Results of tools that it brought.</summary>
    public int ToolResults { get; init; }

    /// <summary>Of these, the ones that tell of an error: a failed call, or one that the user refused.</summary>
    public int ToolErrors { get; init; }

    /// <summary>True for the conversation and its agents; titles, probes and the like are beside it.</summary>
    public bool IsTurn() => Class is "main" or "sub-agent" or "compaction";

    /// <summary>True when the client got no whole answer, and not because it went away.</summary>
    public bool HasFailed() => Failure is not null and not "client-gone";
}
