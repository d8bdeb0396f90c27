using System.Net.Sockets;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Execution.Backends;

/// <summary>Edge case 125: <c>localhost</c> is two addresses, and a server may listen at either.</summary>
public sealed class LoopbackConnectionTests
{
    [Theory] // edge case 125
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://[::1]:0")]
    public async Task LocalhostIsFoundAtEitherAddress(string address)
    {
        if (address.Contains("::1", StringComparison.Ordinal) && !Socket.OSSupportsIPv6)
        {
            return;
        }

        await using var server = await RecordedServer.StartAsync("vllm", address);
        var provider = new ProviderOptions { Name = "local", BaseUrl = new($"http://localhost:{server.Url.Port}"), Local = true };
        using var http = UpstreamHttp.Create(provider);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(provider.BaseUrl, "v1/models"));
        using var answer = await http.SendAsync(request, default);

        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task WhereNobodyListensTheConnectionIsRefused()
    {
        var server = await RecordedServer.StartAsync("vllm");
        var port = server.Url.Port;
        await server.DisposeAsync();
        var provider = new ProviderOptions { Name = "local", BaseUrl = new($"http://localhost:{port}"), Local = true };
        using var http = UpstreamHttp.Create(provider);
        using var request = new HttpRequestMessage(HttpMethod.Get, provider.BaseUrl);

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(request, default));

        Assert.Equal(HttpRequestError.ConnectionError, refused.HttpRequestError);
    }
}
