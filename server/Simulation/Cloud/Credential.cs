using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Simulation.Cloud;

/// <summary>What a request identifies itself with.</summary>
internal enum Credential
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>An API key in <c>x-api-key</c>.</summary>
    ApiKey,

    /// <summary>A subscription's bearer token.</summary>
    Subscription,
}

/// <summary>Reads and judges credentials as Anthropic does. Any value is taken: the simulator has no accounts.</summary>
internal static class Credentials
{
    private const string OAuthBeta = "oauth-2025-04-20";

    public static (Credential Credential, Refusal? Refusal) Read(IHeaderDictionary headers)
    {
        var authorization = headers.Authorization.ToString();
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && authorization.Length > 7)
        {
            var isLogin = authorization.AsSpan(7).StartsWith("sk-ant-oat", StringComparison.Ordinal);
            return (Credential.Subscription, isLogin && !headers["anthropic-beta"].ToString().Contains(OAuthBeta, StringComparison.Ordinal)
                ? Unauthorised("OAuth authentication is currently not supported.")
                : null);
        }

        return headers["x-api-key"].ToString().Length > 0
            ? (Credential.ApiKey, null)
            : (Credential.None, Unauthorised("x-api-key header is required"));
    }

    private static Refusal Unauthorised(string message) => new(401, "authentication_error", message) { ShouldRetry = false };
}
