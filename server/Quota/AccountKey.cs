using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Quota;

/// <summary>Names an account by a hash of its credential, so that the credential itself is kept nowhere (edge case 22).</summary>
public static class AccountKey
{
    /// <summary>Stands for a request without a credential.</summary>
    public const string None = "none";

    /// <summary>Twelve hexadecimal digits; <see cref="None"/> when the request carries no credential.</summary>
    /// <param name="headers">The client's request headers.</param>
    public static string Of(IHeaderDictionary headers)
    {
        var credential = headers.Authorization.Count > 0 ? headers.Authorization.ToString() : headers["x-api-key"].ToString();
        return credential.Length == 0 ? None : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(credential)).AsSpan(0, 6));
    }
}
