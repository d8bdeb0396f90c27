using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Control;

/// <summary><c>GET /providers</c> and <c>POST /providers/reload</c>, over real sockets at both ends.</summary>
public sealed class ProvidersTests
{
    [Fact]
    public async Task ProvidersAreToldWithTheirServersModelsAndFlaws()
    {
        await using var server = await RecordedServer.StartAsync("lmstudio");
        await using var sidecar = await SidecarHost.StartAsync(Configuration(server.Url, null));

        var local = (await AskAsync(sidecar, HttpMethod.Post, "/providers/reload"))[0]!;

        Assert.Equal(("local", "auto", "lmstudio", "LM Studio"), ((string)local["name"]!, (string)local["dialect"]!, (string)local["kind"]!, (string)local["server"]!));
        Assert.Equal(("qwen/qwen3-coder-30b", 8192, "ready"), ((string)local["model"]!, (int)local["contextWindow"]!, (string)local["state"]!));
        Assert.Equal(server.Url.ToString().TrimEnd('/'), (string)local["address"]!);
        Assert.Equal("small-window", (string)local["remarks"]![0]!["code"]!);
        var models = local["models"]!.AsArray();
        Assert.Equal([true, false], models.Select(model => (bool)model!["chosen"]!));
        Assert.Equal([false, false], models.Select(model => (bool)model!["fit"]!));
        Assert.Equal("embedding", (string)models[1]!["remarks"]![0]!["code"]!);
    }

    [Fact]
    public async Task TheStatusNamesTheServerWithoutItsModels()
    {
        await using var server = await RecordedServer.StartAsync("ollama");
        await using var sidecar = await SidecarHost.StartAsync(Configuration(server.Url, "missing:7b"));
        await AskAsync(sidecar, HttpMethod.Post, "/v1/health-check");

        var local = (await AskAsync(sidecar, HttpMethod.Get, "/v1/status"))["backends"]![0]!;

        Assert.Equal(("Ollama 0.33.0", "missing:7b"), ((string)local["server"]!, (string)local["model"]!));
        Assert.Equal("get it with: ollama pull missing:7b", (string)local["remarks"]![0]!["fix"]!);
        Assert.Null(local["models"]);
    }

    [Fact]
    public async Task AServerOfNoKnownMakeIsGivenNoName()
    {
        await using var server = await FakeChatServer.StreamingAsync("");
        server.Models = """{"object":"list","data":[{"id":"m","owned_by":"somebody"}]}""";
        await using var sidecar = await SidecarHost.StartAsync(Configuration(server.Url, null));

        var local = (await AskAsync(sidecar, HttpMethod.Post, "/providers/reload"))[0]!;

        Assert.Equal(("openai", "m"), ((string)local["kind"]!, (string)local["model"]!));
        Assert.Null(local["server"]);
    }

    private static string Configuration(Uri url, string? model) =>
        $$"""{ "providers": [ { "name": "local", "baseUrl": "{{url}}", "local": true{{(model is null ? "" : $", \"model\": \"{model}\"")}} } ] }""";

    private static async Task<JsonNode> AskAsync(SidecarHost sidecar, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", sidecar.Token) } };
        using var answer = await sidecar.Client.SendAsync(request);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}
