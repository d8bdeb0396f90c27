using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ClaudeSidecar.Storage;

/// <summary>The secret that opens the control plane: 256 random bits, made once, in a file that only its owner can read.</summary>
public sealed class ControlToken
{
    private const int Bytes = 32;
    private static readonly int Length = Base64Url.GetEncodedLength(Bytes);

    private readonly byte[] _digest;

    private ControlToken(string text)
    {
        Text = text;
        _digest = SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The token as it follows <c>Bearer</c>; url-safe.</summary>
    public string Text { get; }

    /// <summary>Reads the token; makes it when there is none. Of processes that make one at once, all get the first one's.</summary>
    /// <exception cref="StorageException">The file cannot be read or written.</exception>
    public static ControlToken Open(SidecarPaths paths)
    {
        try
        {
            return Read(paths.Token) ?? Create(paths.Token);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The token {paths.Token} cannot be used ({refused.Message.TrimEnd('.')}): give yourself the right to read and write it, or delete it.", refused);
        }
    }

    /// <summary>The token of a sidecar that has run before; null when there is none that can be read.</summary>
    public static ControlToken? Find(SidecarPaths paths)
    {
        try
        {
            return Read(paths.Token);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Compares in constant time.</summary>
    public bool Matches(string? candidate) =>
        candidate is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(candidate)), _digest);

    private static ControlToken? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        // A shorter one is a torn or emptied file: it must never open anything.
        var text = File.ReadAllText(path).Trim();
        return text.Length >= Length ? new(text) : null;
    }

    private static ControlToken Create(string path)
    {
        using var held = FileLock.Take(path + ".lock");
        if (Read(path) is { } first)
        {
            return first; // another process was quicker
        }

        AtomicFile.Write(path, Encoding.ASCII.GetBytes(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes))), ownerOnly: true);
        return Read(path) ?? throw new IOException("it is damaged");
    }
}
