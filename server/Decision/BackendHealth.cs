using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Decision;

/// <summary>Whether a backend may be asked, as known at one moment.</summary>
/// <param name="Available">False while it is left alone.</param>
/// <param name="Until">Until when; null when it is available.</param>
/// <param name="Cause">Why; <see cref="FailureKind.None"/> when it is available.</param>
/// <param name="Window">The quota window concerned; null for none.</param>
public sealed record BackendHealth(bool Available, DateTimeOffset? Until, FailureKind Cause, string? Window)
{
    /// <summary>Nothing is known against it.</summary>
    public static readonly BackendHealth Good = new(true, null, FailureKind.None, null);

    /// <summary>When the limit was told; null when there is none.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The quota that is spared by sending new turns elsewhere; null for none.</summary>
    public Sparing? Sparing { get; init; }

    /// <summary>True when its last try failed a short while ago, though not often enough to leave it alone.</summary>
    public bool Shaky { get; init; }
}
