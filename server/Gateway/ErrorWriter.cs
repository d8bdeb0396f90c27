using System.Buffers;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Gateway;

/// <summary>Answers in Anthropic's form when something went wrong (claude-wire 2a).</summary>
public static class ErrorWriter
{
    /// <summary>Answers with an error; nothing has been sent yet.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">Status of the answer; the error's type follows from it.</param>
    /// <param name="sentence">One sentence for the user.</param>
    public static async Task WriteAsync(HttpContext context, int status, string sentence)
    {
        var id = MintedIds.Request();
        var json = ErrorBody.Bytes(ErrorBody.TypeOf(status), sentence, id);
        context.Response.StatusCode = status;
        context.Response.Headers[HeaderNames.RequestId] = id;
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

        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, sentence);
    }

    /// <summary>Ends a stream that had begun with one well-formed error event; never an invented end (edge case 25).</summary>
    public static async Task EndStreamAsync(HttpContext context, string sentence)
    {
        var buffer = new ArrayBufferWriter<byte>();

        // The stream may have been cut inside an event: an empty line ends that one, so that ours is read as a new one.
        buffer.Write("\n\nevent: error\ndata: "u8);
        buffer.Write(ErrorBody.Bytes(ErrorBody.Overloaded, sentence, context.Response.Headers[HeaderNames.RequestId].FirstOrDefault()));
        buffer.Write("\n\n"u8);
        await context.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }
}
