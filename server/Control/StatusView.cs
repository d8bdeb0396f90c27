using ClaudeSidecar.Decision;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Quota.Forecast;
using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Control;

/// <summary>Turns what routing remembers into what users are shown. Pure.</summary>
public static class StatusView
{
    /// <summary>The quota.</summary>
    /// <param name="snapshot">What is known.</param>
    /// <param name="outlook">What is to be expected of it.</param>
    public static QuotaStatus Quota(QuotaSnapshot snapshot, QuotaOutlook outlook) => new()
    {
        Status = Word(snapshot.State),
        Source = snapshot.Source ?? "none",
        ReadAt = snapshot.ReadAt,
        Windows = [.. outlook.Windows.Where(window => window.Left is not null).Select(Window)],
        TokensPerMinute = outlook.Tokens is var (input, cached, output) ? new() { Input = (long)input, Cached = (long)cached, Output = (long)output } : null,
    };

    private static WindowStatus Window(WindowOutlook outlook) => new()
    {
        Name = outlook.Window.Name,
        Family = outlook.Family,
        Used = Math.Round(1 - outlook.Left!.Value, 4),
        Left = Math.Round(outlook.Left!.Value, 4),
        ResetsAt = outlook.Window.ResetsAt,
        Status = Word(outlook.Window.State == QuotaState.Unknown ? QuotaState.Allowed : outlook.Window.State),
        PerHour = outlook.PerMinute is { } perMinute ? Math.Round(perMinute * 60, 4) : null,
        RunsDryAt = outlook.RunsDryAt,
        RunsDryEarliest = outlook.RunsDryEarliest,
        RunsDryLatest = outlook.RunsDryLatest,
        NextTurn = outlook.NextTurn is { } turn ? Math.Round(turn, 4) : null,
        Confident = outlook.Confident,
        Source = outlook.Window.Source ?? "none",
        ReadAt = outlook.Window.ReadAt,
    };

    /// <summary>The sessions, agents counted to the session that they belong to.</summary>
    /// <param name="entries">Sessions and agents.</param>
    /// <param name="pin">A session's own pin.</param>
    /// <param name="context">How much of it another model gets.</param>
    public static IReadOnlyList<SessionStatus> Sessions(IReadOnlyList<SessionEntry> entries, Func<string, string?> pin, Func<string, ContextStatus?> context) =>
    [
        .. entries.GroupBy(entry => entry.Key.Split('/')[0]).Select(group =>
        {
            var main = group.FirstOrDefault(entry => entry.Key == group.Key) ?? group.First();
            return new SessionStatus
            {
                Id = group.Key,
                Folder = main.Folder,
                Provider = main.Place?.Provider ?? "none",
                Pin = pin(group.Key),
                Requests = group.Sum(entry => entry.Requests),
                LastSeenAt = group.Max(entry => entry.LastSeenAt),
                Context = context(group.Key),
            };
        }),
    ];

    private static string Word(QuotaState state) => state switch
    {
        QuotaState.Unknown => "unknown",
        QuotaState.Allowed => "allowed",
        QuotaState.Warning => "allowed_warning",
        QuotaState.Rejected => "rejected",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
