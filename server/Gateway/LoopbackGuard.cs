using System.Net;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Gateway;

/// <summary>Admits only programs on this machine that name us exactly: no web page, no rebound name, no other host (perf-reliability 3.1; edge case 126).</summary>
public static class LoopbackGuard
{
    /// <summary>Null when the request is admitted; else the status and the sentence that refuse it.</summary>
    /// <param name="context">The request.</param>
    public static (int Status, string Sentence)? Refuse(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is { } remote && !IPAddress.IsLoopback(remote))
        {
            return (StatusCodes.Status403Forbidden, "The sidecar answers this machine only.");
        }

        var request = context.Request;
        var port = context.Connection.LocalPort;
        if (!IsOurs(request.Host, port))
        {
            return (StatusCodes.Status421MisdirectedRequest, $"The Host header must be 127.0.0.1:{port} or localhost:{port}.");
        }

        // Programs send neither; every browser sends at least one of them.
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return request.Headers.Origin.Count > 0 || (site.Length > 0 && site != "none")
            ? (StatusCodes.Status403Forbidden, "Requests from web pages are refused.")
            : null;
    }

    private static bool IsOurs(HostString host, int port) =>
        host.Port == port && host.Host is "127.0.0.1" or "localhost" or "[::1]" && host.Port == port;
}
