using System.Text;
using System.Text.Json;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>Every path but the messages, in whatever state Claude is: passed on or answered, never a fault of ours.</summary>
public sealed class OtherPathsTests
{
    private const string Nowhere = "http://127.0.0.1:9";

    [Theory] // edge case 110
    [InlineData("HEAD", "/", 200)]
    [InlineData("GET", "/", 200)]
    [InlineData("HEAD", "/api/hello", 200)]
    [InlineData("GET", "/v1/models?limit=1000", 200)]
    [InlineData("POST", "/v1/messages/count_tokens?beta=true", 200)]
    [InlineData("POST", "/v1/messages/count_tokens?a=1&b=%20", 200)]
    [InlineData("POST", "/api/event_logging/batch", 502)]
    [InlineData("GET", "/v1/files?limit=1", 502)]
    [InlineData("POST", "/v1/files", 502)]
    [InlineData("GET", "/v1/models/claude-opus-5", 502)]
    [InlineData("OPTIONS", "/v1/messages", 502)]
    public async Task WhileClaudeIsAwayEachIsAnsweredInAnthropicsForm(string method, string target, int status)
    {
        await using var local = await FakeChatServer.StreamingAsync("");
        await using var sidecar = await SidecarHost.StartAsync(Nowhere, local.Url.AbsoluteUri);

        using var response = await SendAsync(sidecar, method, target);

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(status, (int)response.StatusCode);
        Assert.True(response.Headers.Contains("x-sidecar-provider"));
        if (target.StartsWith("/v1", StringComparison.Ordinal) || status != 200)
        {
            using var body = JsonDocument.Parse(text);
            Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString()); // edge case 116
            Assert.Equal(status == 502, body.RootElement.TryGetProperty("error", out _));
        }

        Assert.Empty(local.Chats);
    }

    [Theory] // edge case 110
    [InlineData(Nowhere, false)]
    [InlineData(null, true)]
    public async Task TheModelsThatCanAnswerAreListedWhereClaudeIsNotAsked(string? claude, bool pinned)
    {
        await using var cloud = await FakeUpstream.StartAsync();
        await using var local = await FakeChatServer.StreamingAsync("");
        local.Models = """{"object":"list","data":[{"id":"qwen3-coder:30b","owned_by":"vllm","max_model_len":65536},{"id":"tiny","owned_by":"vllm","max_model_len":8192},{"id":"devstral","owned_by":"vllm","max_model_len":65536}]}""";
        await using var sidecar = await SidecarHost.StartAsync(claude ?? cloud.BaseUrl, local.Url.AbsoluteUri);
        if (pinned)
        {
            sidecar.Services.Control.Switch("local", null);
        }

        using var before = await SendAsync(sidecar, "GET", "/v1/models?limit=1000");
        await sidecar.HealthCheckAsync();
        using var after = await SendAsync(sidecar, "GET", "/v1/models?limit=1000");

        Assert.Equal(("sidecar", "own"), (after.Headers.GetValues("x-sidecar-provider").Single(), after.Headers.GetValues("x-sidecar-reason").Single()));
        Assert.Equal(
            """{"data":[{"type":"model","id":"qwen3-coder:30b","display_name":"qwen3-coder:30b (local)","created_at":"1970-01-01T00:00:00Z"}],"has_more":false,"first_id":"qwen3-coder:30b","last_id":"qwen3-coder:30b"}""",
            await before.Content.ReadAsStringAsync());
        using var list = JsonDocument.Parse(await after.Content.ReadAsStringAsync());
        Assert.Equal(["qwen3-coder:30b", "devstral"], list.RootElement.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()));
        Assert.Empty(cloud.Requests);
    }

    [Theory] // edge case 110
    [InlineData("GET", "/v1/models?limit=1000")]
    [InlineData("POST", "/api/event_logging/batch")]
    [InlineData("POST", "/v1/files")]
    public async Task WhileClaudesQuotaIsUsedUpEachStillGoesThere(string method, string target)
    {
        await using var cloud = await FakeUpstream.StartAsync();
        await using var local = await FakeChatServer.StreamingAsync("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        await using var sidecar = await SidecarHost.StartAsync(cloud.BaseUrl, local.Url.AbsoluteUri);
        cloud.Answer = context =>
        {
            context.Response.StatusCode = context.Request.Path == "/v1/messages" ? 429 : 200;
            context.Response.Headers["anthropic-ratelimit-unified-status"] = "rejected";
            context.Response.Headers["anthropic-ratelimit-unified-reset"] = "4102444800";
            return Task.CompletedTask;
        };
        using var turn = await sidecar.AskAsync(SidecarHost.Turn());

        using var response = await SendAsync(sidecar, method, target);

        Assert.Equal("local", turn.Headers.GetValues("x-sidecar-provider").Single());
        Assert.Equal((200, "claude"), ((int)response.StatusCode, response.Headers.GetValues("x-sidecar-provider").Single()));
        Assert.Equal((method, target), (cloud.Requests.Last().Method, cloud.Requests.Last().Target));
    }

    private static Task<HttpResponseMessage> SendAsync(SidecarHost sidecar, string method, string target) => sidecar.Client.SendAsync(new(new(method), target)
    {
        Content = method == "POST" ? new StringContent(SidecarHost.Turn(), Encoding.UTF8, "application/json") : null,
    });
}
