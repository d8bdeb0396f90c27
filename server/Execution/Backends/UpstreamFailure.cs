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
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse } => FailureKind.CutOff,
        _ => FailureKind.Unreachable,
    };

    /// <summary>A reply that says so.</summary>
    /// <param name="exception">What happened.</param>
    /// <param name="host">To whom; only its host and port are told.</param>
    public static UpstreamReply Reply(Exception exception, Uri host) => UpstreamReply.Failed(Kind(exception), $"{host.Authority}: {Words(exception)}");

    private static string Words(Exception exception) => exception switch
    {
        TimeoutException or OperationCanceledException => "no answer within the limit",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "the name cannot be resolved",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "no secure connection (TLS)",
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => "connection refused",
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => "the connection ended before the answer",
        _ => "the connection failed",
    };
}
