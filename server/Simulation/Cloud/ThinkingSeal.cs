using System.Security.Cryptography;
using System.Text;

namespace ClaudeSidecar.Simulation.Cloud;

/// <summary>Signs thinking, and knows its own signatures again: like Anthropic's they hold for these exact bytes only (claude-wire 9).</summary>
internal static class ThinkingSeal
{
    private const int NonceLength = 16;

    // Not a secret, and the same in every process: a session must survive a restart of its simulator.
    private static readonly byte[] Key = SHA256.HashData("a simulated signature"u8);

    /// <summary>A signature for the text as it is shown; another one each time.</summary>
    public static string Sign(string thinking)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        return Convert.ToBase64String([.. nonce, .. Mac(nonce, thinking)]);
    }

    /// <summary>True where the signature was made here for this text.</summary>
    public static bool IsGenuine(string thinking, string signature)
    {
        var bytes = new byte[NonceLength + HMACSHA256.HashSizeInBytes];
        return Convert.TryFromBase64String(signature, bytes, out var written) && written == bytes.Length
            && CryptographicOperations.FixedTimeEquals(bytes.AsSpan(NonceLength), Mac(bytes.AsSpan(0, NonceLength), thinking));
    }

    private static byte[] Mac(ReadOnlySpan<byte> nonce, string thinking) =>
        HMACSHA256.HashData(Key, (byte[])[.. nonce, .. Encoding.UTF8.GetBytes(thinking)]);
}
