using System.Net.Sockets;
using System.Security.Authentication;
using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>Names what a connection can do wrong (edge case 29). Exceptions end here; from here on it is a <see cref="FailureKind"/>.</summary>
public static class UpstreamFailure
{
    /// <summary>True for an exception that a network or a peer can cause.</summary>
    public static bool Understands(Exception exception) =>
        exception is HttpRequestException or IOException or SocketException or OperationCanceledException or TimeoutException or AuthenticationException;

    /// <summary>The failure that an exception stands for.</summary>
    public static FailureKind Kind(Exception exception) => exception switch
    {
        TimeoutException or OperationCanceledException => FailureKind.TimedOut,
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => FailureKind.BadAnswer,
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => FailureKind.CutOff,
        _ => FailureKind.Unreachable,
    };

    /// <summary>A reply that says so.</summary>
    /// <param name="exception">What happened.</param>
    /// <param name="host">To whom; only its host and port are told.</param>
    public static UpstreamReply Reply(Exception exception, Uri host) => UpstreamReply.Failed(Kind(exception), $"{host.Authority} {Describe(exception)}");

    /// <summary>The failure as the end of a sentence that begins with an address.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        TimeoutException or OperationCanceledException => "did not answer in time",
        HttpRequestException http => http.HttpRequestError switch
        {
            HttpRequestError.ConnectionError => "refused the connection",
            HttpRequestError.NameResolutionError => "is a name that cannot be resolved",
            HttpRequestError.SecureConnectionError => "did not agree on an encrypted connection",
            HttpRequestError.ResponseEnded => "closed the connection without an answer",
            HttpRequestError.InvalidResponse => "answered with something that is not HTTP",
            _ => "could not be reached",
        },
        _ => "broke the connection",
    };
}
