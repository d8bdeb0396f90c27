using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ClaudeSidecar.Execution.History;

/// <summary>Ids of tool calls as Anthropic takes them: <c>^[a-zA-Z0-9_-]+$</c> (claude-wire 9, edge case 52).</summary>
internal static class ToolIds
{
    private static readonly SearchValues<byte> Allowed = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"u8);

    /// <summary>True for an id that is taken as it is.</summary>
    public static bool IsAcceptable(ReadOnlySpan<byte> id) => !id.IsEmpty && !id.ContainsAnyExcept(Allowed);

    /// <summary>The id itself, or one in its place that depends on nothing but the id: the same in every turn, and its results follow it.</summary>
    public static string Acceptable(string id)
    {
        var bytes = Encoding.UTF8.GetBytes(id);
        return IsAcceptable(bytes) ? id : "toolu_" + System.Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12));
    }

}
