using System.Text;
using ClaudeSidecar.Simulation.Scripts;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Simulation.Hosting;

/// <summary>The dialect in which a measured upstream answers.</summary>
internal enum BenchDialect
{
    /// <summary>Messages.</summary>
    Anthropic,

    /// <summary>Chat completions.</summary>
    OpenAi,
}

/// <summary>An upstream for measurements: bytes made once, no validation, no record, no allocation for an event.</summary>
internal sealed class BenchUpstream(TimeProvider time)
{
    private Prepared? _prepared;

    public async Task AnswerAsync(HttpContext context, ReceivedRequest request, BenchScript bench, BenchDialect dialect)
    {
        var prepared = _prepared;
        if (prepared is null || prepared.Bench != bench)
        {
            _prepared = prepared = Prepared.Make(bench, dialect);
        }

        var streams = request.Body.Span.IndexOf("\"stream\":true"u8) >= 0 || request.Body.Span.IndexOf("\"stream\": true"u8) >= 0;
        context.Response.ContentType = streams ? "text/event-stream" : "application/json";
        var writer = context.Response.BodyWriter;
        if (!streams || bench.Interval == TimeSpan.Zero)
        {
            var all = streams ? prepared.Stream : prepared.Whole;
            context.Response.ContentLength = all.Length;
            await writer.WriteAsync(all, context.RequestAborted);
            return;
        }

        await writer.WriteAsync(prepared.Start, context.RequestAborted);
        for (var number = 0; number < bench.Events; number++)
        {
            await Task.Delay(bench.Interval, time, context.RequestAborted);
            await writer.WriteAsync(prepared.Delta, context.RequestAborted);
        }

        await writer.WriteAsync(prepared.End, context.RequestAborted);
    }

    private sealed record Prepared(BenchScript Bench, byte[] Start, byte[] Delta, byte[] End, byte[] Stream, byte[] Whole)
    {
        public static Prepared Make(BenchScript bench, BenchDialect dialect)
        {
            var (start, delta, end, whole) = dialect == BenchDialect.Anthropic ? Anthropic : OpenAi;
            return new(bench, Utf8(start), Utf8(delta), Utf8(end), Utf8(start + string.Concat(Enumerable.Repeat(delta, bench.Events)) + end), Utf8(whole));
        }

        private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

        private static (string Start, string Delta, string End, string Whole) Anthropic => (
            """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_bench","type":"message","role":"assistant","model":"claude-sonnet-5-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}


            """,
            """
            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a few words more "}}


            """,
            """
            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":10}}

            event: message_stop
            data: {"type":"message_stop"}


            """,
            """{"id":"msg_bench","type":"message","role":"assistant","model":"claude-sonnet-5-5","content":[{"type":"text","text":"a few words"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":3}}""");

        private static (string Start, string Delta, string End, string Whole) OpenAi => (
            """
            data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1,"model":"bench","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}


            """,
            """
            data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1,"model":"bench","choices":[{"index":0,"delta":{"content":"a few words more "},"finish_reason":null}]}


            """,
            """
            data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1,"model":"bench","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1,"model":"bench","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":10,"total_tokens":20}}

            data: [DONE]


            """,
            """{"id":"chatcmpl-bench","object":"chat.completion","created":1,"model":"bench","choices":[{"index":0,"message":{"role":"assistant","content":"a few words"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":3,"total_tokens":13}}""");
    }
}
