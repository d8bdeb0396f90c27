using System.Collections.Frozen;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>Copies the client's headers to a request for an upstream that may see them.</summary>
public static class RequestHeaders
{
    private static readonly FrozenSet<string> OfTheContent = new[]
    {
        "Allow", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Location", "Content-MD5", "Content-Range", "Content-Type",
        "Expires", "Last-Modified",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Copies all but those of one connection, <c>Host</c> and <c>Content-Length</c>; credentials only where the provider is paid with them.</summary>
    /// <param name="from">The client's headers.</param>
    /// <param name="to">The upstream request, its content set.</param>
    /// <param name="credentials">Whose credential the provider is paid with.</param>
    public static void Copy(IHeaderDictionary from, HttpRequestMessage to, CredentialKind credentials)
    {
        var named = from.Connection;
        foreach (var (name, values) in from)
        {
            if (HeaderNames.IsHopByHop(name) || IsNamed(named, name) || IsTransport(name) || (credentials != CredentialKind.Client && HeaderNames.IsCredential(name)))
            {
                continue;
            }

            var added = OfTheContent.Contains(name)
                ? to.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!)
                : to.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!);
            _ = added;
        }
    }

    private static bool IsTransport(string name) =>
        name.Equals("Host", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Expect", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith(':');

    // Connection: close, X-Foo makes X-Foo a header of this connection (RFC 9110, 7.6.1).
    private static bool IsNamed(StringValues connection, string name)
    {
        if (connection.Count == 0 || (connection.Count == 1 && connection[0] is "keep-alive" or "close"))
        {
            return false;
        }

        foreach (var value in connection)
        {
            foreach (var part in (value ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (part.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
