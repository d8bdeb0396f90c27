using System.IO.Compression;
using System.Text;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>What passes between the client and Anthropic stays what it is, and what is made here says exactly what it is.</summary>
public sealed class UntouchedTests
{
    [Fact] // edge cases 56, 57, 115, 117
    public async Task WhatOnlyAnthropicUnderstandsReachesItToTheByte()
    {
        const string Body = """
            {"model":"claude-opus-5-5","max_tokens":64000,"stream":false,
             "system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1.329.feb; cc_entrypoint=cli; cch=0f3a1;"},{"type":"text","text":"You are.","cache_control":{"type":"ephemeral","ttl":"1h"}}],
             "tools":[{"name":"ToolSearch","input_schema":{"type":"object"}},{"name":"WebFetch","input_schema":{},"defer_loading":true}],"tool_choice":{"type":"auto"},
             "messages":[{"role":"user","content":"hi"},{"role":"system","content":"# Environment","output_config":{"effort":"medium"}},
              {"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"ToolSearch","input":{}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"tool_reference","tool_name":"WebFetch"}]}]},
              {"role":"assistant","content":[{"type":"text","text":"A beginning of mine"}]}],
             "safeguards":[{"type":"dangerous_tool_use"}]}
            """;
        await using var cloud = await FakeUpstream.StartAsync();
        await using var local = await FakeChatServer.StreamingAsync("data: {\"choices\":[{\"delta\":{\"content\":\" and an end\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        await using var sidecar = await SidecarHost.StartAsync(cloud.BaseUrl, local.Url.AbsoluteUri);
        cloud.Answer = context => JsonAsync(context, 200, """{"type":"message"}""");

        using var fromCloud = await sidecar.AskAsync(Body);
        sidecar.Services.Control.Switch("local", null);
        using var fromLocal = await sidecar.AskAsync(Body);

        Assert.Equal((200, 200), ((int)fromCloud.StatusCode, (int)fromLocal.StatusCode));
        Assert.Equal(Body, Encoding.UTF8.GetString(cloud.Requests.Single().Body));
        var chat = local.Chats.Single().ToJsonString();
        Assert.All(["x-anthropic-billing-header", "defer_loading", "tool_reference", "cache_control", "safeguards"], mark => Assert.DoesNotContain(mark, chat, StringComparison.Ordinal));
        Assert.Contains("A beginning of mine", chat, StringComparison.Ordinal);
    }

    [Theory] // edge cases 58, 116
    [InlineData(400, "gzip")]
    [InlineData(403, "br")]
    [InlineData(429, "identity")]
    [InlineData(529, "gzip")]
    public async Task AnErrorOfClaudesKeepsItsTypeItsPackingAndItsHeaders(int status, string encoding)
    {
        var body = Pack(encoding, """{"type":"error","error":{"type":"some_error","message":"No."},"request_id":"req_1"}"""u8.ToArray());
        await using var cloud = await FakeUpstream.StartAsync();
        await using var sidecar = await SidecarHost.StartAsync(cloud.BaseUrl, local: null);
        cloud.Answer = async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = encoding;
            context.Response.Headers["request-id"] = "req_1";
            context.Response.Headers["retry-after"] = "7";
            context.Response.Headers["anthropic-ratelimit-requests-remaining"] = "0";
            await context.Response.Body.WriteAsync(body);
        };

        using var response = await sidecar.AskAsync(SidecarHost.Turn());

        Assert.Equal((status, "application/json"), ((int)response.StatusCode, response.Content.Headers.GetValues("Content-Type").Single()));
        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.Single());
        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(("req_1", "7", "0"), (Header(response, "request-id"), Header(response, "retry-after"), Header(response, "anthropic-ratelimit-requests-remaining"))); // edge case 114
    }

    [Theory] // edge cases 114, 116
    [InlineData(true, "text/event-stream; charset=utf-8")]
    [InlineData(false, "application/json")]
    public async Task ALocalAnswerHasItsTypeAnIdAndNoLimits(bool stream, string type)
    {
        await using var local = await LocalSimulator.StartAsync(SimulatorScript.Empty);
        await using var sidecar = await SidecarHost.StartAsync("http://127.0.0.1:9", local.BaseUrl);

        using var response = await sidecar.AskAsync(SidecarHost.Turn(stream: stream));

        Assert.Equal((200, type), ((int)response.StatusCode, response.Content.Headers.GetValues("Content-Type").Single()));
        Assert.NotEmpty(Header(response, "request-id"));
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("anthropic-ratelimit-", StringComparison.OrdinalIgnoreCase));
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();

    private static Task JsonAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    }

    private static byte[] Pack(string encoding, byte[] bytes)
    {
        if (encoding == "identity")
        {
            return bytes;
        }

        using var packed = new MemoryStream();
        using (Stream stream = encoding == "gzip" ? new GZipStream(packed, CompressionLevel.Fastest) : new BrotliStream(packed, CompressionLevel.Fastest))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }
}
