using ClaudeSidecar.Decision;

namespace ClaudeSidecar.Control;

/// <summary>What sets a switch off, as the history names it.</summary>
public static class SwitchTriggers
{
    /// <summary>A limit was met.</summary>
    public const string Limit = "limit";

    /// <summary>A limit is near.</summary>
    public const string Forecast = "forecast";

    /// <summary>A backend does not answer as it should.</summary>
    public const string Failure = "failure";

    /// <summary>The user chose.</summary>
    public const string User = "user";

    /// <summary>The first one answers again.</summary>
    public const string Return = "return";

    /// <summary>The trigger that a reason stands for.</summary>
    public static string Of(RouteReason reason) => reason switch
    {
        RouteReason.Primary => Return,
        RouteReason.Pinned => User,
        RouteReason.QuotaLow or RouteReason.SmallRequest => Forecast,
        RouteReason.QuotaWindow or RouteReason.QuotaModel or RouteReason.OutOfCredits => Limit,
        _ => Failure,
    };
}
