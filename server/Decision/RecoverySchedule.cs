using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Decision;

/// <summary>Which backends that are out may be tried without a request of the client's, and when. Pure.</summary>
public static class RecoverySchedule
{
    /// <summary>
    /// Those that are left alone for faults and cost nothing of the client's. What is paid with the client's own credentials is never
    /// asked by us: its next real request is the probe, and if that fails another one answers it. A limit needs no probe: its answer told when it ends.
    /// </summary>
    /// <param name="options">What is configured.</param>
    /// <param name="health">What is known of each provider.</param>
    public static IReadOnlyList<ProviderOptions> Due(SidecarOptions options, Func<string, BackendHealth> health) =>
    [
        .. options.Providers.Where(provider =>
            provider.Credentials != CredentialKind.Client && health(provider.Name) is { Available: false } known && !known.Cause.IsConfirmedLimit()),
    ];

    /// <summary>When to look next; null for never.</summary>
    /// <param name="options">The schedule.</param>
    /// <param name="now">The present moment, in the offset that the schedule is meant in.</param>
    public static DateTimeOffset? Next(HandoverOptions options, DateTimeOffset now) =>
        CronSchedule.TryParse(options.RecoveryCheck, out var schedule) ? schedule.After(now) : null;
}
