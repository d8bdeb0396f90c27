using ClaudeSidecar.Execution.Prepare;

namespace ClaudeSidecar.Execution.Prewarm;

/// <summary>All that decides whether a model should be warmed, before anybody looks at machine and server.</summary>
public sealed record WarmWish
{
    /// <summary>What the user chose: <c>off</c>, <c>belowWarning</c> or <c>always</c>.</summary>
    public required string Option { get; init; }

    /// <summary>True from the first warning level on.</summary>
    public required bool QuotaIsLow { get; init; }

    /// <summary>True while the session is answered there anyhow.</summary>
    public required bool AnswersAlready { get; init; }

    /// <summary>The prompt of the session that was active last.</summary>
    public required PreparedPrompt Prompt { get; init; }

    /// <summary>When it was made: after the session's last turn.</summary>
    public required DateTimeOffset PreparedAt { get; init; }

    /// <summary>What the server holds, the newest last.</summary>
    public IReadOnlyList<WarmMark> Marks { get; init; } = [];

    /// <summary>How many prompts the server holds at once, as far as known.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>How long the server keeps its model; null = always.</summary>
    public TimeSpan? KeepsFor { get; init; }

    /// <summary>Failures since the last success.</summary>
    public int Failures { get; init; }

    /// <summary>When the last try ended, whatever became of it; null before the first.</summary>
    public DateTimeOffset? LastTryAt { get; init; }

    /// <summary>How long the last try took, where it is to be followed by a rest.</summary>
    public TimeSpan LastTook { get; init; }

    /// <summary>The time.</summary>
    public required DateTimeOffset Now { get; init; }
}
