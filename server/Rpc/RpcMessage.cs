using System.Text.Json;
using System.Text.Unicode;

namespace ClaudeSidecar.Rpc;

/// <summary>What a message is.</summary>
internal enum RpcMessageKind
{
    /// <summary>Asks for an answer.</summary>
    Request,

    /// <summary>Asks for none.</summary>
    Notification,

    /// <summary>Answers one of our requests.</summary>
    Response,

    /// <summary>JSON, but nothing of JSON-RPC.</summary>
    Invalid,
}

/// <summary>One message as it came.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its id, a string, a number or null; null too where there is none.</param>
/// <param name="Method">The method of a request or notification; empty else.</param>
/// <param name="Body">The whole message.</param>
internal readonly record struct RpcMessage(RpcMessageKind Kind, JsonElement? Id, string Method, JsonElement Body)
{
    /// <summary>The parameters; null when there are none.</summary>
    public JsonElement? Params => Body.TryGetProperty("params", out var value) ? value : null;

    /// <summary>Reads a body.</summary>
    /// <exception cref="JsonException">It is no JSON in UTF-8.</exception>
    public static RpcMessage Parse(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
        {
            throw new JsonException("The body is not UTF-8.");
        }

        var message = JsonElement.Parse(body);
        if (message.ValueKind != JsonValueKind.Object)
        {
            return new(RpcMessageKind.Invalid, null, "", message); // batches too: neither of the two libraries sends them
        }

        var hasId = message.TryGetProperty("id", out var id);
        if (hasId && id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.Null))
        {
            return new(RpcMessageKind.Invalid, null, "", message);
        }

        JsonElement? known = hasId ? id : null;
        if (message.TryGetProperty("method", out var method))
        {
            return method.ValueKind == JsonValueKind.String
                ? new(hasId ? RpcMessageKind.Request : RpcMessageKind.Notification, known, method.GetString()!, message)
                : new(RpcMessageKind.Invalid, known, "", message);
        }

        var answers = message.TryGetProperty("result", out _) || message.TryGetProperty("error", out _);
        return new(hasId && answers ? RpcMessageKind.Response : RpcMessageKind.Invalid, known, "", message);
    }
}
