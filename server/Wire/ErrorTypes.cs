namespace ClaudeSidecar.Wire;

/// <summary>What Anthropic's error types mean, where no status tells: in a stream that began with 200 (claude-wire 2a, edge case 26).</summary>
public static class ErrorTypes
{
    /// <summary>The failure that an error type stands for.</summary>
    /// <param name="type">The <c>error.type</c> on the wire; null or unknown counts as a fault of the server.</param>
    public static FailureKind Kind(string? type) => type switch
    {
        "overloaded_error" => FailureKind.Overloaded,
        "rate_limit_error" => FailureKind.Throttled,
        "authentication_error" or "permission_error" => FailureKind.Unauthorised,
        "billing_error" => FailureKind.OutOfCredits,
        "invalid_request_error" or "not_found_error" or "request_too_large" => FailureKind.Rejected,
        "timeout_error" => FailureKind.TimedOut,
        _ => FailureKind.ServerError,
    };
}
