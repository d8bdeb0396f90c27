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

    /// <summary>The failure that an exception stands for, before headers have come.</summary>
    /// <param name="exception">What happened; the client's own cancellation is none of it, and is told apart by whoever caught this.</param>
    public static FailureKind Kind(Exception exception) => exception switch
    {
        // What the handler's own limit for connecting throws; ours for headers has nothing inside.
        OperationCanceledException { InnerException: TimeoutException } => FailureKind.ConnectTimedOut,
        TimeoutException or OperationCanceledException => FailureKind.TimedOut,
        AuthenticationException => FailureKind.TlsFailed,
        HttpRequestException http => http.HttpRequestError switch
        {
            HttpRequestError.InvalidResponse => FailureKind.BadAnswer,
            HttpRequestError.ResponseEnded => FailureKind.CutOff,
            HttpRequestError.NameResolutionError => FailureKind.UnknownHost,
            HttpRequestError.SecureConnectionError => FailureKind.TlsFailed,
            _ => FailureKind.Unreachable,
        },
        _ => FailureKind.Unreachable,
    };

    /// <summary>The failure that an exception stands for, after headers have come.</summary>
    /// <param name="exception">What happened while the body was read.</param>
    public static FailureKind InBody(Exception exception) => exception is TimeoutException ? FailureKind.Stalled : FailureKind.CutOff;

    /// <summary>A reply that says so.</summary>
    /// <param name="exception">What happened.</param>
    /// <param name="host">To whom; only its host and port are told.</param>
    public static UpstreamReply Reply(Exception exception, Uri host) => UpstreamReply.Failed(Kind(exception), $"{host.Authority} {Describe(exception)}");

    /// <summary>The failure as the end of a sentence that begins with an address.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        OperationCanceledException { InnerException: TimeoutException } => "took no connection in time",
        TimeoutException or OperationCanceledException => "did not answer in time",
        AuthenticationException => "did not agree on an encrypted connection",
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
