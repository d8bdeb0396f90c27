using System.Buffers;
using System.Text.Json;

namespace ClaudeSidecar.Rpc;

/// <summary>Composes the bodies that we send.</summary>
internal static class RpcBody
{
    /// <summary>A request of ours.</summary>
    public static byte[] Request(long id, string method, ReadOnlyMemory<byte> parameters) => Compose(writer =>
    {
        writer.WriteNumber("id", id);
        WriteCall(writer, method, parameters);
    });

    /// <summary>A notification.</summary>
    public static byte[] Notification(string method, ReadOnlyMemory<byte> parameters) =>
        Compose(writer => WriteCall(writer, method, parameters));

    /// <summary>Gives up a request of ours.</summary>
    public static byte[] Cancel(long id) => Compose(writer =>
    {
        writer.WriteString("method", Methods.Cancel);
        writer.WriteStartObject("params");
        writer.WriteNumber("id", id);
        writer.WriteEndObject();
    });

    /// <summary>The answer to a request.</summary>
    public static byte[] Result(JsonElement? id, ReadOnlyMemory<byte> result) => Compose(writer =>
    {
        WriteId(writer, id);
        writer.WritePropertyName("result");
        writer.WriteRawValue(result.Span, skipInputValidation: true);
    });

    /// <summary>The refusal of a request, or of something that has no id.</summary>
    public static byte[] Error(JsonElement? id, int code, string message) => Compose(writer =>
    {
        WriteId(writer, id);
        writer.WriteStartObject("error");
        writer.WriteNumber("code", code);
        writer.WriteString("message", message);
        writer.WriteEndObject();
    });

    private static byte[] Compose(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteCall(Utf8JsonWriter writer, string method, ReadOnlyMemory<byte> parameters)
    {
        writer.WriteString("method", method);
        if (!parameters.IsEmpty)
        {
            writer.WritePropertyName("params");
            writer.WriteRawValue(parameters.Span, skipInputValidation: true);
        }
    }

    private static void WriteId(Utf8JsonWriter writer, JsonElement? id)
    {
        writer.WritePropertyName("id");
        if (id is { } known)
        {
            known.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
