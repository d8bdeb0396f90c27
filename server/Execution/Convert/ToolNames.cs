using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// The tools of one request: which exist, and the name under which each goes out where its own is too long or has characters that
/// OpenAI's dialect does not take (edge case 68). A renamed tool has the same name in every request, for the prefix cache.
/// </summary>
internal sealed class ToolNames
{
    private const int Longest = 64;
    private const string Namespace = "functions.";

    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 512 };

    private readonly Dictionary<string, string> _originals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _loose = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, byte[]> _schemas = new(StringComparer.Ordinal);

    /// <summary>No tools.</summary>
    public static ToolNames None { get; } = new();

    /// <summary>True when the request offers no tool.</summary>
    public bool IsEmpty => _originals.Count == 0;

    /// <summary>Adds a tool. False when its name is taken already: a second definition would be refused.</summary>
    /// <param name="original">The client's name for it.</param>
    /// <param name="schema">Its input schema as the client wrote it; kept as a copy, for arguments are read by it.</param>
    public bool Add(string original, JsonElement? schema = null)
    {
        var outgoing = Outgoing(original);
        if (!_originals.TryAdd(outgoing, original))
        {
            return false;
        }

        // Two tools that differ in case alone: neither is meant by a third spelling.
        var loose = Loose(outgoing);
        _loose[loose] = _loose.ContainsKey(loose) ? null : original;
        // Half of a surrogate pair could not be read as text later: what might be one makes the schema unknown.
        if (schema is { ValueKind: JsonValueKind.Object } known && JsonMarshal.GetRawUtf8Value(known) is var raw && raw.IndexOf("\\ud"u8) < 0 && raw.IndexOf("\\uD"u8) < 0)
        {
            _schemas[original] = raw.ToArray();
        }

        return true;
    }

    /// <summary>The input schema of a tool, by the client's name for it; null when it has none or the tool does not exist.</summary>
    public JsonElement? Schema(string original) =>
        _schemas.TryGetValue(original, out var schema) ? JsonElement.Parse(schema, ReadOptions) : null;

    /// <summary>True for the client's own name of a tool that the request offers.</summary>
    public bool Contains(string original) => _originals.TryGetValue(Outgoing(original), out var known) && known == original;

    /// <summary>
    /// The client's name for what the model called; null for a tool that does not exist. Case and underscores count only between tools
    /// that differ in nothing else, and a family's own decoration (<c>functions.Read:0</c>) is none of the name (edge case 84).
    /// </summary>
    public string? Resolve(ReadOnlySpan<byte> called)
    {
        if (called.Length > 4 * Longest)
        {
            return null;
        }

        var name = Encoding.UTF8.GetString(called).Trim();
        if (name.StartsWith(Namespace, StringComparison.Ordinal))
        {
            var counter = name.LastIndexOf(':');
            name = name[Namespace.Length..(counter > Namespace.Length ? counter : name.Length)];
        }

        return _originals.GetValueOrDefault(name) ?? _loose.GetValueOrDefault(Loose(name));
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

    private static string Loose(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}
