using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Gateway;

public sealed class ControlPlaneTests : AsyncTest
{
    private SidecarHost _sidecar = null!;

    public override async Task InitializeAsync() => _sidecar = await SidecarHost.StartAsync("http://127.0.0.1:9", "http://127.0.0.1:9");

    public override ValueTask DisposeAsync() => _sidecar.DisposeAsync();

    [Fact]
    public async Task HealthIsOpenAndSaysWhoItIs()
    {
        var health = await JsonAsync(await _sidecar.Client.GetAsync("/health"));

        Assert.Equal("ok", health.GetProperty("status").GetString());
        Assert.Equal(Environment.ProcessId, health.GetProperty("pid").GetInt32());
    }

    [Theory] // edge case 126
    [InlineData("GET", "/v1/status")]
    [InlineData("POST", "/v1/switch-provider")]
    [InlineData("GET", "/providers")]
    [InlineData("POST", "/v1/health-check")]
    public async Task TheControlPlaneWantsItsToken(string method, string path)
    {
        using var without = await _sidecar.Client.SendAsync(new(new(method), path));
        using var wrong = await SendAsync(method, path, null, "not-the-token");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (without.StatusCode, wrong.StatusCode));
    }

    [Fact]
    public async Task AHealthCheckAsksLocalServersAndNeverClaude()
    {
        await using var claude = await FakeUpstream.StartAsync();
        await using var local = await FakeUpstream.StartAsync();
        await using var sidecar = await SidecarHost.StartAsync(claude.BaseUrl, local.BaseUrl, new ManualTime());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/health-check") { Headers = { Authorization = new("Bearer", sidecar.Token) } };

        using var response = await sidecar.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEmpty(local.Requests);
        Assert.Empty(claude.Requests);
    }

    [Fact] // edge case 126
    public async Task AWebPageIsRefusedOnEveryPath()
    {
        foreach (var path in (string[])["/health", "/v1/messages", "/v1/status", "/"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path);
            request.Headers.Add("Origin", "http://evil.example");
            using var response = await _sidecar.Client.SendAsync(request);

            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory] // edge case 126: DNS rebinding
    [InlineData("evil.example", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.0.0.1:{port}", true)]
    [InlineData("localhost:{port}", true)]
    [InlineData("localhost.evil.example:{port}", false)]
    public async Task TheHostMustNameUsExactly(string host, bool admitted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.Host = host.Replace("{port}", _sidecar.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

        using var response = await _sidecar.Client.SendAsync(request);

        Assert.Equal(admitted ? HttpStatusCode.OK : HttpStatusCode.MisdirectedRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("\"local\"", "local")]
    [InlineData("""{"provider":"cloud"}""", "claude")]
    [InlineData("""{"provider":"LOCAL","session":"s-9"}""", "local")]
    public async Task SwitchingAnswersWithTheRoute(string body, string provider)
    {
        using var response = await SendAsync("POST", "/v1/switch-provider", body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(provider, (await JsonAsync(response)).GetProperty("provider").GetString());
    }

    [Theory]
    [InlineData("\"nobody\"", "There is no provider \"nobody\": use auto, cloud, local, or one of claude, local.")]
    [InlineData("not json", "The body must be \"NAME\" or {\"provider\":\"NAME\",\"session\":\"ID\"}.")]
    [InlineData("17", "The body must be \"NAME\" or {\"provider\":\"NAME\",\"session\":\"ID\"}.")]
    public async Task ASwitchThatCannotBeSaysWhyAndChangesNothing(string body, string sentence)
    {
        using var response = await SendAsync("POST", "/v1/switch-provider", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(sentence, (await JsonAsync(response)).GetProperty("error").GetProperty("message").GetString());
        Assert.Equal("auto", _sidecar.Services.Control.Status().Route.Mode);
    }

    [Fact]
    public async Task ChineseIsWrittenAsItIsRead()
    {
        using var status = await SendAsync("GET", "/v1/status");
        using var refused = await SendAsync("POST", "/v1/switch-provider", "\"没有\"");

        Assert.Contains(_sidecar.Services.Control.Status().Route.TextZh, await status.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("没有", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact] // claude-wire 2a
    public async Task ARefusalIsNamedInItsHeaderAndItsBody()
    {
        using var response = await SendAsync("POST", "/v1/switch-provider", "17");
        var body = await JsonAsync(response);

        Assert.Equal("invalid_request_error", body.GetProperty("error").GetProperty("type").GetString());
        Assert.Equal(response.Headers.GetValues("request-id").Single(), body.GetProperty("request_id").GetString());
    }

    [Fact]
    public async Task TheStatusLineIsAQuotaSourceToo()
    {
        using var response = await SendAsync(
            "POST", "/v1/statusline", """{"rate_limits":{"five_hour":{"used_percentage":42.5,"resets_at":4102444800},"seven_day":{"used_percentage":7}}}""");
        var quota = (await JsonAsync(response)).GetProperty("quota");

        Assert.Equal("statusline", quota.GetProperty("source").GetString());
        Assert.Equal(0.425, quota.GetProperty("windows")[0].GetProperty("used").GetDouble());
    }

    [Theory] // edge case 110
    [InlineData("HEAD", "/")]
    [InlineData("GET", "/w/anything/")]
    [InlineData("HEAD", "/api/hello")]
    [InlineData("HEAD", "/w/anything/api/hello")]
    public async Task TheClientsGreetingIsAnsweredWithoutAnyUpstream(string method, string path)
    {
        using var response = await _sidecar.Client.SendAsync(new(new(method), path));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("sidecar", response.Headers.GetValues("x-sidecar-provider").Single());
    }

    [Fact]
    public async Task ABrokenConfigurationKeepsTheOldOneAndSaysWhy()
    {
        await File.WriteAllTextAsync(_sidecar.ConfigurationFile, "{ \"listen\": ");
        _sidecar.Services.Routing.Options.Load();
        using var response = await SendAsync("GET", "/v1/status");
        var status = await JsonAsync(response);

        Assert.Contains("sidecar.json", status.GetProperty("configurationError").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, status.GetProperty("backends").GetArrayLength());
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    private Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null, string? token = null)
    {
        var request = new HttpRequestMessage(new(method), path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token ?? _sidecar.Token) } };
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return _sidecar.Client.SendAsync(request);
    }
}
