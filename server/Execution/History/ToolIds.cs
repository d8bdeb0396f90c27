using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ClaudeSidecar.Execution.History;

/// <summary>Ids of tool calls as Anthropic takes them: <c>^[a-zA-Z0-9_-]+$</c> (claude-wire 9, edge cases 52, 53).</summary>
internal static class ToolIds
{
    private const string OfServer = "srvtoolu_";

    private static readonly SearchValues<char> Allowed = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");

    /// <summary>The id itself where it is taken, else one in its place that depends on nothing but the id.</summary>
    public static string Acceptable(string id) => IsAcceptable(id) ? id : Minted(id);

    /// <summary>True for an id of a tool that runs at Anthropic; a client's call must not have one, for it would get no result.</summary>
    public static bool IsOfServer(string id) => id.StartsWith(OfServer, StringComparison.Ordinal) && IsAcceptable(id);

    /// <summary>An id made of a text: always the same one.</summary>
    public static string Minted(string text) => "toolu_" + System.Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12));

    private static bool IsAcceptable(string id) => id.Length > 0 && !id.AsSpan().ContainsAnyExcept(Allowed);
}
