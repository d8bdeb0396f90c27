namespace ClaudeSidecar.Quota;

/// <summary>How much of a window may still be used, as the wire puts it.</summary>
public enum QuotaState
{
    /// <summary>Nothing was said.</summary>
    Unknown,

    /// <summary>Room left.</summary>
    Allowed,

    /// <summary>Room left, and the upstream warns.</summary>
    Warning,

    /// <summary>Used up until the reset.</summary>
    Rejected,
}

/// <summary>One quota window as an answer told it.</summary>
/// <param name="Name">The wire's own name: <c>5h</c>, <c>7d</c>, <c>7d_oi</c>, <c>requests</c>, <c>input-tokens</c> …; unknown ones are kept (edge case 10).</param>
/// <param name="Used">Share used, 0 … 1; a larger share on the wire is 1 (edge case 9). Null when only the state was told.</param>
/// <param name="ResetsAt">When it is full again; null when the wire did not say.</param>
/// <param name="State">The window's own state.</param>
public sealed record QuotaWindow(string Name, double? Used, DateTimeOffset? ResetsAt, QuotaState State)
{
    /// <summary>For how long a refusal holds that named no reset.</summary>
    public static readonly TimeSpan UnnamedReset = TimeSpan.FromMinutes(5);

    /// <summary>The families of models that it binds: <c>opus</c>, <c>sonnet</c> …; null when it binds all (edge case 5).</summary>
    public IReadOnlyList<string>? Families { get; init; }

    /// <summary>The one family that it binds; null when it binds several or all.</summary>
    public string? Family => Families is [var only] ? only : null;

    /// <summary>Where its numbers came from: <c>headers</c> or <c>statusline</c>; null before it was recorded.</summary>
    public string? Source { get; init; }

    /// <summary>When they were told; null before it was recorded.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>Share left, 0 … 1; null when only the state was told.</summary>
    public double? Left => 1 - Used;

    /// <summary>True when it concerns requests of this family.</summary>
    /// <param name="family">A model's family, see <see cref="Wire.Anthropic.ClaudeFamily"/>.</param>
    public bool Binds(string family) => Families is null || Families.Contains(family);

    /// <summary>True while it is used up: by its own word, or because nothing is left.</summary>
    /// <param name="now">The present moment: a reset that has passed makes the window full again.</param>
    public bool IsExhausted(DateTimeOffset now) =>
        !HasReset(now) && (State == QuotaState.Rejected || Used >= 1);

    /// <summary>True when its reset lies in the past, so that what is known of it no longer holds.</summary>
    /// <param name="now">The present moment.</param>
    public bool HasReset(DateTimeOffset now) =>
        ResetsAt is { } reset ? reset <= now : State == QuotaState.Rejected && ReadAt + UnnamedReset <= now;
}
