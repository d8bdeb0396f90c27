using System.Globalization;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Gateway;

/// <summary>What to say when everybody who may be asked has failed (edge cases 38, 40). Pure.</summary>
public static class Unanswered
{
    /// <summary>
    /// True when the refusal of the first provider that had one is passed on as it came: a passing fault, which the client
    /// retries by its own rules, or a limit where nobody else was asked or had been configured to help.
    /// </summary>
    /// <param name="options">What is configured.</param>
    /// <param name="chain">How the tries went.</param>
    public static bool PassesOn(SidecarOptions options, AttemptChain chain) =>
        chain.Limit is not { Candidate.Provider: var limited } || NobodyElseWasAsked(chain, limited) || !HelpIsConfigured(options, limited);

    /// <summary>True when the client should not try again by itself: neither a limit nor a choice of the user's ends within its patience.</summary>
    public static bool IsFinal(AttemptChain chain) => chain.Limit is not null || chain.Failures.Any(failure => failure.Candidate.Reason == RouteReason.Pinned);

    /// <summary>Why nobody answers, until when, and what to do.</summary>
    /// <param name="chain">How the tries went.</param>
    public static string Sentence(AttemptChain chain)
    {
        var causes = chain.Failures
            .DistinctBy(failure => failure.Candidate.Provider)
            .OrderByDescending(failure => failure.Refusal.Kind.IsConfirmedLimit())
            .Select(failure => Cause(failure));
        return $"{string.Join(", and ", causes)}. {Advice(chain)}";
    }

    /// <summary>A pin leaves nobody to ask.</summary>
    /// <param name="pin">What is pinned.</param>
    public static string NobodyPinned(string pin) =>
        $"The route is pinned to \"{pin}\", and no such provider can be used here: run `claude-sidecar switch auto`.";

    private static string Cause(FailedTry failure)
    {
        var name = failure.Candidate.Provider;
        var detail = failure.Detail is null ? "" : $" ({failure.Detail.TrimEnd('.')})";
        return failure.Refusal.Kind switch
        {
            FailureKind.QuotaWindow or FailureKind.QuotaModel => $"the quota of {name} is used up{Until(failure.Refusal.Until)}",
            FailureKind.OutOfCredits => $"{name} asks for credits",
            FailureKind.Throttled => $"{name} refuses requests as too many",
            FailureKind.Overloaded => $"{name} is overloaded",
            FailureKind.TimedOut or FailureKind.Stalled => $"{name} does not answer in time{detail}",
            FailureKind.Unreachable or FailureKind.UnknownHost or FailureKind.TlsFailed or FailureKind.ConnectTimedOut => $"{name} cannot be reached{detail}",
            _ => $"{name} answers with errors{detail}",
        };
    }

    private static string Advice(AttemptChain chain) => chain.Limit is null
        ? "`claude-sidecar doctor` tells what is wrong."
        : "Start the model server, or wait for the reset; `claude-sidecar status` tells more.";

    private static string Until(DateTimeOffset? until) =>
        until is { } moment ? $" until {moment.ToLocalTime().ToString("HH:mm", CultureInfo.InvariantCulture)}" : "";

    // A pin, or a handover that the user turned off: the limit is what was chosen to be seen.
    private static bool NobodyElseWasAsked(AttemptChain chain, string limited) => chain.Failures.All(failure => failure.Candidate.Provider == limited);

    // A default that was only looked for and not found is no help that the user counts on.
    private static bool HelpIsConfigured(SidecarOptions options, string limited) =>
        options.Providers.Any(provider => provider.Name != limited && !provider.Discovered);
}
