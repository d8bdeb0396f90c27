using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>Anthropic's form of an error: <c>{"type":"error","error":{"type","message"},"request_id"}</c> (claude-wire 2a).</summary>
public static class ErrorBody
{
    /// <summary>400.</summary>
    public const string InvalidRequest = "invalid_request_error";

    /// <summary>404.</summary>
    public const string NotFound = "not_found_error";

    /// <summary>429.</summary>
    public const string RateLimit = "rate_limit_error";

    /// <summary>500, 502, 503.</summary>
    public const string Api = "api_error";

    /// <summary>529; the client retries it.</summary>
    public const string Overloaded = "overloaded_error";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The error type that belongs to a status.</summary>
    public static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        402 => "billing_error",
        403 or 421 => "permission_error",
        404 => NotFound,
        409 => "conflict_error",
        413 => "request_too_large",
        429 => RateLimit,
        504 => "timeout_error",
        529 => Overloaded,
        >= 500 => Api,
        _ => InvalidRequest,
    };

    /// <summary>The body as bytes.</summary>
    /// <param name="type">One of Anthropic's error types.</param>
    /// <param name="message">What happened and what to do, in one sentence.</param>
    /// <param name="requestId">The answer's <c>request-id</c>; null leaves the field out.</param>
    public static byte[] Bytes(string type, string message, string? requestId = null)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            Write(writer, type, message, requestId);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes the body as one JSON object.</summary>
    public static void Write(Utf8JsonWriter writer, string type, string message, string? requestId = null)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "error"u8);
        writer.WriteStartObject("error"u8);
        writer.WriteString("type"u8, type);
        writer.WriteString("message"u8, message);
        writer.WriteEndObject();
        if (requestId is not null)
        {
            writer.WriteString("request_id"u8, requestId);
        }

        writer.WriteEndObject();
    }
}
