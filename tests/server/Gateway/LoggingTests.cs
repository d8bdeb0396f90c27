using System.Text;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Gateway;

public sealed class LoggingTests
{
    [Fact]
    public async Task NeitherPromptNorAnswerNorCredentialIsLogged()
    {
        using var log = new LogBook();
        await using var cloud = await CloudSimulator.StartAsync(SimulatorScript.Parse("""{"cloud":{"quota":{"5h":{"used":1.0,"resetsInSeconds":600}}}}"""));
        await using var local = await LocalSimulator.StartAsync(SimulatorScript.Parse("""{"plays":[{"steps":[{"text":"secret-answer"}]}]}"""));
        await using var sidecar = await SidecarHost.StartAsync(cloud.BaseUrl, local.BaseUrl, loggers: log);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(SidecarHost.Turn("secret-prompt"), Encoding.UTF8, "application/json") };
        request.Headers.Add("Authorization", "Bearer secret-login");
        request.Headers.Add("anthropic-version", "2023-06-01");

        using var response = await sidecar.Client.SendAsync(request);

        Assert.Contains("secret-answer", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(log.Lines, line => line.StartsWith("FailedOver", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains("secret-", StringComparison.Ordinal));
    }
}
