namespace ClaudeSidecar.Context.Fit;

/// <summary>
/// What a conversation was cut to. It stays as it is while the conversation grows, until that does not fit any more, so that the
/// beginning of the prompt stays the same to the byte and the server need not read it again (edge case 102, local-servers 3.5).
/// </summary>
internal sealed record FitPlan
{
    /// <summary>For which room it was made, without small changes of it.</summary>
    public required int Measure { get; init; }

    /// <summary>What shares are taken of.</summary>
    public required int Room { get; init; }

    /// <summary>What each part may have.</summary>
    public required FitShares Shares { get; init; }

    /// <summary>The first message that is kept after those before the model's first one; what stands between is left out.</summary>
    public required int From { get; init; }

    /// <summary>A hash over all messages before <see cref="From"/>: another conversation needs another plan.</summary>
    public required ulong Before { get; init; }

    /// <summary>The most tokens of a block of an older turn.</summary>
    public required int Cap { get; init; }

    /// <summary>What is told beside the conversation: workspace and brief, in this order. They stand at the end of the user's first message.</summary>
    public required IReadOnlyList<(string Part, string Text)> Told { get; init; }
}
