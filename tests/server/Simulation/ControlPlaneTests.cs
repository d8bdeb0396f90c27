using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation;

namespace ClaudeSidecar.Tests.Simulation;

public sealed class ControlPlaneTests
{
    [Fact]
    public async Task RequestsAreShownWithTheirCredentialsMasked() // edge case 127
    {
        await using var cloud = await CloudSimulator.StartAsync(SimulatorScript.Empty);
        using var answer = await SimulatorClient.MessagesAsync(cloud.BaseUrl, SimulatorClient.Ask("hi"), ("authorization", "Bearer secret-1"), ("x-api-key", "secret-2"));
        var shown = await ShownAsync(cloud.BaseUrl);

        Assert.DoesNotContain("secret", shown.ToJsonString(), StringComparison.Ordinal);
        var request = Assert.Single(shown)!;
        Assert.Equal(("POST", "/v1/messages?beta=true", 200, 1), ((string)request["method"]!, (string)request["path"]!, (int)request["status"]!, (int)request["mainNumber"]!));
        Assert.True((bool)request["credential"]!);
        Assert.Equal("***", (string)request["headers"]!["Authorization"]!);
        Assert.Equal("hi", (string)request["body"]!["messages"]![0]!["content"]!);
        Assert.Equal("Bearer secret-1", cloud.Requests[0].Header("authorization"));
    }

    [Fact]
    public async Task TheRecordCanBeEmptied()
    {
        await using var local = await LocalSimulator.StartAsync(SimulatorScript.Empty);
        using var first = await SimulatorClient.SendAsync(HttpMethod.Get, $"{local.BaseUrl}/health");
        using var emptied = await SimulatorClient.SendAsync(HttpMethod.Delete, $"{local.BaseUrl}/simulator/requests");

        Assert.Equal(204, (int)emptied.StatusCode);
        Assert.Empty(await ShownAsync(local.BaseUrl));
    }

    [Fact]
    public async Task TheScriptIsReplacedWhileItRuns()
    {
        await using var local = await LocalSimulator.StartAsync(SimulatorScript.Empty);
        using var loaded = await SimulatorClient.SendAsync(HttpMethod.Post, $"{local.BaseUrl}/simulator/script", """{ "plays": [{ "steps": [{ "text": "new" }] }] }""");
        using var answer = await SimulatorClient.ChatAsync(local.BaseUrl, SimulatorClient.Ask());

        Assert.Equal(204, (int)loaded.StatusCode);
        Assert.Equal("new", (string)(await answer.JsonAsync())["choices"]![0]!["message"]!["content"]!);
    }

    [Fact]
    public async Task ABrokenScriptIsRefusedAndTheOldOneStays()
    {
        await using var local = await LocalSimulator.StartAsync(SimulatorScript.Parse("""{ "plays": [{ "steps": [{ "text": "old" }] }] }"""));
        using var refused = await SimulatorClient.SendAsync(HttpMethod.Post, $"{local.BaseUrl}/simulator/script", """{ "plays": 1 }""");
        using var answer = await SimulatorClient.ChatAsync(local.BaseUrl, SimulatorClient.Ask());

        Assert.Equal((400, "plays: expected an array, found 1"), ((int)refused.StatusCode, (string)(await refused.JsonAsync())["errors"]![0]!));
        Assert.Equal("old", (string)(await answer.JsonAsync())["choices"]![0]!["message"]!["content"]!);
    }

    [Fact]
    public async Task QuotaIsSetWhileItRunsAndWhatIsNotNamedStays()
    {
        await using var cloud = await CloudSimulator.StartAsync(SimulatorScript.Parse("""{ "cloud": { "quota": { "5h": { "used": 0.1 }, "7d": { "used": 0.3 } } } }"""));
        using var set = await SimulatorClient.SendAsync(HttpMethod.Post, $"{cloud.BaseUrl}/simulator/quota", """{ "5h": { "used": 1.0, "resetsInSeconds": 15 } }""");
        using var answer = await SimulatorClient.MessagesAsync(cloud.BaseUrl, SimulatorClient.Ask());

        Assert.Equal((204, 429), ((int)set.StatusCode, (int)answer.StatusCode));
        Assert.Equal("0.3", answer.Header("anthropic-ratelimit-unified-7d-utilization"));
    }

    private static async Task<JsonArray> ShownAsync(string baseUrl)
    {
        using var answer = await SimulatorClient.SendAsync(HttpMethod.Get, $"{baseUrl}/simulator/requests");
        return (await answer.JsonAsync()).AsArray();
    }
}
