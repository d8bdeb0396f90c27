namespace ClaudeSidecar.Quota;

/// <summary>An account's quota as known at one moment; immutable, for deciders and for display.</summary>
public sealed record QuotaSnapshot
{
    /// <summary>Nothing known.</summary>
    public static readonly QuotaSnapshot Empty = new() { Windows = [] };

    /// <summary>When the newest reading was made; null before the first.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>Where the newest reading came from; null before the first.</summary>
    public string? Source { get; init; }

    /// <summary>The strictest state of the account.</summary>
    public QuotaState State { get; init; }

    /// <summary>Every window known and not yet reset, the tightest first.</summary>
    public required IReadOnlyList<QuotaWindow> Windows { get; init; }
}
