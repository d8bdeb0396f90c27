using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Gateway;

/// <summary>
/// The request by which Claude Code looks at its quota when a session starts: one output token, no tools, no stream; all that it wants
/// are the answer's headers (claude-wire 4, 8). Where Claude cannot answer it, no model is woken for it (edge case 111).
/// </summary>
public static class QuotaProbe
{
    /// <summary>Answers it with one word and no quota: headers about a quota are never made up.</summary>
    public static async Task AnswerAsync(HttpContext context, string model)
    {
        using var answer = new WholeSink();
        var usage = new Usage(1, 0, 1);
        answer.Start(MintedIds.Message(), model, usage);
        answer.Open(0, BlockKind.Text, "", "");
        answer.Delta(0, BlockKind.Text, "OK"u8);
        answer.Close(0, BlockKind.Text);
        answer.End(StopReason.MaxTokens, null, usage);
        context.Response.Headers[HeaderNames.RequestId] = MintedIds.Request();
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Message!.Length;
        await context.Response.Body.WriteAsync(answer.Message, context.RequestAborted);
    }
}
