namespace ClaudeSidecar.Context.Fit;

/// <summary>A request that fits, and what became of each part.</summary>
public sealed record FitResult
{
    /// <summary>The Messages request to convert and send; the client's own bytes where nothing had to change.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Its size in tokens, by the index's own count.</summary>
    public required int Tokens { get; init; }

    /// <summary>The size of the client's request.</summary>
    public required int Before { get; init; }

    /// <summary>False where even the least that must stay is larger than the room: <see cref="Tokens"/> is that least then.</summary>
    public required bool Fits { get; init; }

    /// <summary>True when this request was planned anew, so that its beginning differs from the one before.</summary>
    public bool Anew { get; init; }

    /// <summary>The messages that are left out: the first, and the first one after them that is kept; the same where none is.</summary>
    public (int First, int End) LeftOut { get; init; }

    /// <summary>The parts in their order.</summary>
    public required IReadOnlyList<FitPart> Parts { get; init; }
}
