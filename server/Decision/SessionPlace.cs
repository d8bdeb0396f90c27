namespace ClaudeSidecar.Decision;

/// <summary>Where a session is, and since when.</summary>
/// <param name="Provider">Who answered its last turn.</param>
/// <param name="Since">Since when.</param>
/// <param name="Reason">Why it was moved there.</param>
/// <param name="Until">The reset that it waits for; null when it was not moved by a limit.</param>
public sealed record SessionPlace(string Provider, DateTimeOffset Since, RouteReason Reason, DateTimeOffset? Until);
