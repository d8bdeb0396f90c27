using ClaudeSidecar.Decision;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Control;

/// <summary>All that routing remembers, in one place: read by the deciders, written by what the answers tell.</summary>
/// <param name="Options">What the user chose.</param>
/// <param name="Quota">What the limits say.</param>
/// <param name="Health">How the backends are.</param>
/// <param name="Sessions">Where the sessions are.</param>
/// <param name="Routes">What is pinned.</param>
/// <param name="Time">The clock.</param>
public sealed record RoutingState(OptionsStore Options, QuotaLedger Quota, HealthBoard Health, SessionBoard Sessions, RouteBook Routes, TimeProvider Time)
{
    /// <summary>
    /// Says whose request is about to be routed. After another login the limits of the one before bench nobody: else a fresh account
    /// would not be asked before the used-up one's reset, and so never be heard of (edge case 22).
    /// </summary>
    /// <param name="account">The hash that names the account.</param>
    public void Meet(string account)
    {
        if (!Quota.Meet(account))
        {
            return;
        }

        foreach (var provider in Options.Current.Providers.Where(provider => provider.Credentials == CredentialKind.Client))
        {
            Health.ClearLimits(provider.Name);
        }

        BenchUsedUp();
    }

    /// <summary>Takes in what the ledger knows already of the account's limits: from before a restart (edge case 35), or from its earlier requests.</summary>
    public void BenchUsedUp()
    {
        var now = Time.GetUtcNow();
        var outlook = Quota.Outlook();
        foreach (var window in outlook.Windows.Select(window => window.Window).Where(window => window.IsExhausted(now) && !outlook.OnExtraUsage))
        {
            foreach (var provider in Options.Current.Providers.Where(provider => provider.Credentials == CredentialKind.Client))
            {
                foreach (var family in window.Families ?? [""])
                {
                    Health.Report(provider.Name, family, new(window.Families is null ? FailureKind.QuotaWindow : FailureKind.QuotaModel, window.ResetsAt, window.Name));
                }
            }
        }
    }

    /// <summary>The plan for one request, from what is known at this moment.</summary>
    /// <param name="request">The request.</param>
    /// <param name="session">Claude Code's session id, by which a pin may be set; null for none.</param>
    public RoutePlan Plan(RouteRequest request, string? session)
    {
        var options = Options.Current;
        return RoutePolicy.Plan(
            request, options, Routes.For(session, options), Sessions.Place(request.SessionKey), provider => Health.Of(provider, request.Model), Time.GetUtcNow());
    }
}
