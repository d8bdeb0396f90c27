namespace ClaudeSidecar.Observability.History;

/// <summary>What was told of an account's quota. A reading like the one before is not written again for ten minutes.</summary>
public sealed record ReadingRecord : SessionRecord
{
    /// <summary>The hash that names the account; never the credential itself.</summary>
    public required string Account { get; init; }

    /// <summary>Who told: <c>headers</c> or <c>statusline</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The model that was asked for; empty where it is not known.</summary>
    public string Model { get; init; } = "";

    /// <summary>True for the answer to what the user typed: between two of these in one session lies one turn.</summary>
    public bool StartsTurn { get; init; }

    /// <summary>The account's overall state: <c>unknown</c>, <c>allowed</c>, <c>warning</c>, <c>rejected</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>True while paid extra usage answers although a window is used up.</summary>
    public bool OnExtraUsage { get; init; }

    /// <summary>Every window that was told.</summary>
    public required IReadOnlyList<WindowRecord> Windows { get; init; }
}

/// <summary>One window of a reading.</summary>
/// <param name="Name">The wire's own name: <c>5h</c>, <c>7d</c> …</param>
/// <param name="Used">Share used, 0 … 1; null where only the state was told.</param>
/// <param name="ResetsAt">When it is full again; null where that was not told.</param>
/// <param name="State">Its own state.</param>
public sealed record WindowRecord(string Name, double? Used, DateTimeOffset? ResetsAt, string State);
