using System.Text;
using System.Text.Json;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>Bodies that are huge or broken: to Anthropic as they came; where another answers, read or refused in Anthropic's form.</summary>
public sealed class MalformedRequestTests : AsyncTest
{
    private const string Answer = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    private FakeUpstream _cloud = null!;
    private FakeChatServer _local = null!;
    private SidecarHost _sidecar = null!;

    public override async Task InitializeAsync()
    {
        _cloud = await FakeUpstream.StartAsync();
        _local = await FakeChatServer.StreamingAsync(Answer);
        _sidecar = await SidecarHost.StartAsync(_cloud.BaseUrl, _local.Url.AbsoluteUri);
        _cloud.Answer = context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.Body.WriteAsync("""{"type":"message"}"""u8.ToArray()).AsTask();
        };
    }

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _local.DisposeAsync();
        await _cloud.DisposeAsync();
    }

    [Theory] // edge cases 113, 116
    [InlineData("{\"model\":", "application/json")]
    [InlineData("", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("{\"model\":\"m\"}", "application/json")]
    [InlineData("{\"model\":\"m\",\"messages\":[]}", "application/json")]
    [InlineData("{\"model\":\"m\",\"messages\":{}}", "application/json")]
    [InlineData("model=m", "application/x-www-form-urlencoded")]
    [InlineData("--x\r\n\r\n--x--", "multipart/form-data; boundary=x")]
    public async Task WhatIsNoRequestIsRefusedWhereALocalModelWouldAnswerAndElseGoesToAnthropic(string body, string type)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var fromCloud = await SendAsync(bytes, type: type);
        _sidecar.Services.Control.Switch("local", null);
        using var fromLocal = await SendAsync(bytes, type: type);

        Assert.Equal(bytes, _cloud.Requests.Single().Body);
        Assert.Equal(200, (int)fromCloud.StatusCode);
        await AssertRefusedAsync(fromLocal, 400, "invalid_request_error");
        Assert.Empty(_local.Chats);
    }

    [Fact] // edge case 113
    public async Task AWrongContentTypeIsNoReasonToRefuseWhatIsARequest()
    {
        _sidecar.Services.Control.Switch("local", null);
        using var response = await SendAsync(Encoding.UTF8.GetBytes(SidecarHost.Turn(stream: false)), type: "text/plain");

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact] // edge case 113
    public async Task ABodyOf32MegabytesIsReadForALocalModel()
    {
        // A model of which no window is known: nothing is too long for it beforehand.
        _local.Models = """{"object":"list","data":[{"id":"qwen3-coder:30b","object":"model","owned_by":"somebody"}]}""";
        _sidecar.Services.Control.Switch("local", null);
        using var response = await SendAsync(Encoding.UTF8.GetBytes(SidecarHost.Turn(new string('x', 32 << 20), stream: false)));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.True(_local.Chats.Single()["messages"]!.ToJsonString().Length > 32 << 20);
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage response, int status, string type)
    {
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal((status, "application/json"), ((int)response.StatusCode, response.Content.Headers.ContentType!.ToString()));
        Assert.Equal(type, body.RootElement.GetProperty("error").GetProperty("type").GetString());
        Assert.NotEmpty(body.RootElement.GetProperty("error").GetProperty("message").GetString()!);
        Assert.NotEmpty(response.Headers.GetValues("request-id").Single());
    }

    private async Task<HttpResponseMessage> SendAsync(byte[] body, string type = "application/json")
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await _sidecar.Client.PostAsync("/v1/messages?beta=true", content);
    }
}
