using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>What an exception of the network means (edge case 29).</summary>
internal static class NetworkFailures
{
    /// <summary>The kind of a failure that came before any headers.</summary>
    public static FailureKind KindOf(Exception failure) =>
        failure is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } ? FailureKind.BadAnswer : FailureKind.Unreachable;

    /// <summary>The failure as the end of a sentence that begins with an address.</summary>
    public static string Describe(Exception failure) => failure is HttpRequestException http
        ? http.HttpRequestError switch
        {
            HttpRequestError.ConnectionError => "refused the connection",
            HttpRequestError.NameResolutionError => "is a name that cannot be resolved",
            HttpRequestError.SecureConnectionError => "did not agree on an encrypted connection",
            HttpRequestError.ResponseEnded => "closed the connection without an answer",
            HttpRequestError.InvalidResponse => "answered with something that is not HTTP",
            _ => "could not be reached",
        }
        : "broke the connection";
}
