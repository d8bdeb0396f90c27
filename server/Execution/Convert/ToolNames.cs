using System.Security.Cryptography;
using System.Text;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// The tools of one request: which exist, and the name under which each goes out where its own is too long or has characters that
/// OpenAI's dialect does not take (edge case 68). A renamed tool has the same name in every request, for the prefix cache.
/// </summary>
internal sealed class ToolNames
{
    private const int Longest = 64;

    private readonly Dictionary<string, string> _originals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _loose = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>No tools.</summary>
    public static ToolNames None { get; } = new();

    /// <summary>True when the request offers no tool.</summary>
    public bool IsEmpty => _originals.Count == 0;

    /// <summary>Adds a tool. False when its name is taken already: a second definition would be refused.</summary>
    public bool Add(string original)
    {
        var outgoing = Outgoing(original);
        if (!_originals.TryAdd(outgoing, original))
        {
            return false;
        }

        // Two tools that differ in case alone: neither is meant by a third spelling.
        _loose[outgoing] = _loose.ContainsKey(outgoing) ? null : original;
        return true;
    }

    /// <summary>True for the client's own name of a tool that the request offers.</summary>
    public bool Contains(string original) => _originals.TryGetValue(Outgoing(original), out var known) && known == original;

    /// <summary>The client's name for what the model called; null for a tool that does not exist (edge case 84).</summary>
    public string? Resolve(ReadOnlySpan<byte> called)
    {
        var name = Encoding.UTF8.GetString(called).Trim();
        return _originals.GetValueOrDefault(name) ?? _loose.GetValueOrDefault(name);
    }

    /// <summary>The name under which a tool goes out; depends on nothing but its own name.</summary>
    public static string Outgoing(string original)
    {
        if (original.Length is > 0 and <= Longest && original.All(IsPlain))
        {
            return original;
        }

        var hash = System.Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(original)).AsSpan(0, 4));
        var plain = new string([.. original.Take(Longest - 1 - hash.Length).Select(c => IsPlain(c) ? c : '_')]);
        return $"{plain}_{hash}";
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}
