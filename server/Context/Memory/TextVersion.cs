using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ClaudeSidecar.Context.Memory;

/// <summary>Tells texts apart without keeping them.</summary>
/// <param name="Hash">Eight hexadecimal digits.</param>
/// <param name="Lines">Lines; a line end at the end begins no new one.</param>
/// <param name="IsWhole">False: it is a part of a file.</param>
public readonly record struct TextVersion(string Hash, int Lines, bool IsWhole)
{
    private const int HashBytes = 4;

    /// <summary>The version of a text.</summary>
    public static TextVersion Of(ReadOnlySpan<char> text, bool isWhole = true)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text), hash);
        return new(Convert.ToHexStringLower(hash[..HashBytes]), LinesOf(text), isWhole);
    }

    /// <summary>How many lines a text has.</summary>
    public static int LinesOf(ReadOnlySpan<char> text) => text.Length == 0 ? 0 : text.Count('\n') + (text[^1] == '\n' ? 0 : 1);
}
