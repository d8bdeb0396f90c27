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
}
