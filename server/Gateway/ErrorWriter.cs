using System.Buffers;
using System.Text.Json;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Gateway;

/// <summary>Says in Anthropic's form what went wrong (claude-wire 2a).</summary>
public static class ErrorWriter
{
    /// <summary>The error object as JSON.</summary>
    /// <param name="type">An error type of the wire: <c>api_error</c>, <c>overloaded_error</c>, <c>invalid_request_error</c> …</param>
    /// <param name="sentence">One sentence for the user.</param>
    public static ReadOnlyMemory<byte> Json(string type, string sentence)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "error"u8);
            writer.WriteStartObject("error"u8);
            writer.WriteString("type"u8, type);
            writer.WriteString("message"u8, sentence);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Answers with an error; nothing has been sent yet.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string type, string sentence)
    {
        var json = Json(type, sentence);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(json, context.RequestAborted);
        }
    }

    /// <summary>Nobody can answer (claude-wire 2b).</summary>
    /// <param name="context">The request.</param>
    /// <param name="sentence">Why, and what to do.</param>
    /// <param name="final">True: the client shows the sentence at once; false: it tries again by its own rules.</param>
    public static Task WriteUnavailableAsync(HttpContext context, string sentence, bool final = true)
    {
        if (final)
        {
            context.Response.Headers[HeaderNames.ShouldRetry] = "false";
        }

        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "api_error", sentence);
    }

    /// <summary>Ends a stream that had begun with one well-formed error event; never an invented end (edge case 25).</summary>
    public static async Task EndStreamAsync(HttpContext context, string sentence)
    {
        var buffer = new ArrayBufferWriter<byte>();

        // The stream may have been cut inside an event: an empty line ends that one, so that ours is read as a new one.
        buffer.Write("\n\nevent: error\ndata: "u8);
        buffer.Write(Json("overloaded_error", sentence).Span);
        buffer.Write("\n\n"u8);
        await context.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }
}
