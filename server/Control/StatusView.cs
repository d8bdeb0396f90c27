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
    /// <param name="now">The present moment, for the pace.</param>
    public static QuotaStatus Quota(QuotaSnapshot snapshot, DateTimeOffset now) => new()
    {
        Status = Word(snapshot.State),
        Source = snapshot.Source ?? "none",
        ReadAt = snapshot.ReadAt,
        Windows = [.. snapshot.Windows.Where(window => window.Used is not null).Select(window => new WindowStatus
        {
            Name = window.Name,
            Used = Math.Round(window.Used!.Value, 4),
            Left = Math.Round(1 - window.Used!.Value, 4),
            ResetsAt = window.ResetsAt,
            Status = Word(window.State == QuotaState.Unknown ? QuotaState.Allowed : window.State),
            RunsDryAt = AveragePace.RunsDryAt(window, now),
        })],
    };

    /// <summary>The sessions, agents counted to the session that they belong to.</summary>
    public static IReadOnlyList<SessionStatus> Sessions(IReadOnlyList<SessionEntry> entries, Func<string, string?> pin) =>
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
