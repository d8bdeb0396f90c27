using System.Runtime.InteropServices;
using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// Arguments of earlier calls. They go out as the client wrote them, so that a prompt keeps its beginning, and only as one valid
/// JSON object: servers that read them refuse the whole request otherwise (local-servers 7.1).
/// </summary>
internal static class CallArguments
{
    /// <summary>A call's arguments in UTF-8.</summary>
    /// <param name="call">A <c>tool_use</c> block.</param>
    public static ReadOnlySpan<byte> Of(JsonElement call)
    {
        if (Block.Member(call, "input"u8) is not { ValueKind: JsonValueKind.Object } input)
        {
            return "{}"u8;
        }

        var raw = JsonMarshal.GetRawUtf8Value(input);
        return JsonText.HasSurrogates(raw) ? JsonText.Mended(raw) : raw;
    }
}
