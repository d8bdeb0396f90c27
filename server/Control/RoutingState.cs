using ClaudeSidecar.Decision;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Quota.Forecast;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;

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
    /// <summary>Shares from 0 to 1, for whatever is not to happen at the same moment everywhere.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>Puts what was learnt over what the user chose.</summary>
    public Func<SidecarOptions, SidecarOptions> Learnt { get; init; } = static options => options;

    /// <summary>Asks the user, where that was chosen.</summary>
    public HandoverQuestion Question { get; } = new(Time);

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
        var now = Time.GetUtcNow();
        var options = Learnt(Options.Current);
        if (options.Handover.Mode == HandoverMode.Ask)
        {
            options = options with { Handover = options.Handover with { Mode = Question.Mode } };
        }

        var outlook = Quota.Outlook(request.Account);
        foreach (var provider in options.Providers)
        {
            if (provider.Credentials == CredentialKind.Client)
            {
                LookAhead(provider.Name, request, options.Handover, outlook, now);
            }
        }

        return RoutePolicy.Plan(
            request,
            options,
            Routes.For(session, options),
            Sessions.Place(request.SessionKey),
            provider => Health.Of(provider, request.Model, request.LongContext),
            outlook,
            now);
    }

    // Only what the client itself pays for has a quota that is known here.
    private void LookAhead(string provider, RouteRequest request, HandoverOptions handover, QuotaOutlook outlook, DateTimeOffset now)
    {
        var family = ClaudeFamily.Of(request.Model);
        var health = Health.Of(provider, request.Model, request.LongContext);
        if (health.Cause.IsConfirmedLimit() && EarlySwitch.HasRoomAgain(outlook, family, health, handover))
        {
            Health.ClearLimits(provider);
        }

        var before = Health.SparingOf(provider, family);
        Health.Spare(provider, family, handover.Mode == HandoverMode.Auto ? EarlySwitch.Look(outlook, family, before, handover, now) : null);
    }
}
