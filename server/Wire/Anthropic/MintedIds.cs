using System.Security.Cryptography;

namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>Ids for answers that Anthropic did not give. Letters and digits only: Anthropic later takes them back in the history (edge case 52).</summary>
public static class MintedIds
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Id of a message.</summary>
    public static string Message() => "msg_" + Random();

    /// <summary>Id of a tool call. Anthropic's own begin with <c>toolu_01</c>: by that they are told apart in a history.</summary>
    public static string ToolUse() => "toolu_s" + Random()[1..];

    /// <summary>Value of a <c>request-id</c> header; tells from whom it is.</summary>
    public static string Request() => "req_sidecar_" + Random();

    private static string Random() => RandomNumberGenerator.GetString(Base62, 24);
}
