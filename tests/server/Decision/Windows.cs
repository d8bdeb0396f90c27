using ClaudeSidecar.Quota;
using ClaudeSidecar.Quota.Forecast;

namespace ClaudeSidecar.Tests.Decision;

/// <summary>Outlooks as tests need them, at noon.</summary>
internal static class Windows
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static QuotaOutlook Outlook(params WindowOutlook[] windows) => new() { At = Now, Windows = windows };

    /// <param name="left">Share left.</param>
    /// <param name="dryIn">Minutes until it is used up; null when it lasts until its reset.</param>
    /// <param name="nextTurn">Share that the next turn may cost.</param>
    /// <param name="resetIn">Minutes until its reset.</param>
    /// <param name="name">Its name.</param>
    public static WindowOutlook Window(double? left, double? dryIn = null, double? nextTurn = null, double resetIn = 120, string name = "5h") => new()
    {
        Window = new(name, 1 - left, Now.AddMinutes(resetIn), QuotaState.Allowed) { Source = "headers", ReadAt = Now },
        RunsDryAt = dryIn is { } minutes ? Now.AddMinutes(minutes) : null,
        RunsDryEarliest = dryIn is { } least ? Now.AddMinutes(least / 2) : null,
        RunsDryLatest = dryIn is { } most ? Now.AddMinutes(most * 1.2) : null,
        NextTurn = nextTurn,
        Confident = true,
    };
}
