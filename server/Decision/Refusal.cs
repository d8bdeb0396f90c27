using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Decision;

/// <summary>Why a backend did not serve a request, and for how long that holds.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Until">When a limit ends, or when to ask again; null when the answer did not say.</param>
/// <param name="Window">The quota window concerned, in the wire's words (<c>5h</c>, <c>seven_day_opus</c>); null for none.</param>
/// <param name="Scope">Which other requests it concerns too, where it concerns any.</param>
public sealed record Refusal(FailureKind Kind, DateTimeOffset? Until = null, string? Window = null, LimitScope Scope = LimitScope.Account)
{
    /// <summary>What it binds: some kinds never bind the whole account, whoever told of them.</summary>
    public LimitScope Binds => (Kind, Scope) switch
    {
        (FailureKind.QuotaModel, _) => LimitScope.Family,
        (FailureKind.OutOfCredits, LimitScope.Account) => LimitScope.Model,
        _ => Scope,
    };

    /// <summary>Nothing went wrong.</summary>
    public static readonly Refusal None = new(FailureKind.None);
}
