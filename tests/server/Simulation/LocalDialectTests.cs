using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation;

namespace ClaudeSidecar.Tests.Simulation;

/// <summary>The stand-in in Ollama's own dialect and in Anthropic's.</summary>
public sealed class LocalDialectTests
{
    private const string Play = """
        "plays": [{ "match": { "lastUser": "build" }, "steps": [
          { "thinking": "Dig first.", "text": "I dig deep.", "tools": [{ "name": "Bash", "input": { "command": "dig – 👋", "times": 3 } }, { "name": "Read", "input": { "a": 1 } }] },
          { "text": "It stands." } ] }]
        """;

    [Fact]
    public async Task OllamaStreamsLinesUnlessItIsToldNotTo()
    {
        await using var local = await StartAsync("""{ "kind": "ollama", "chunkSize": 6 }""");
        using var answer = await ChatAsync(local, "/api/chat", Ollama());
        var lines = Lines(await answer.Content.ReadAsStringAsync());

        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(("Dig first.", "I dig deep."), (Joined(lines, "thinking"), Joined(lines, "content")));
        Assert.Equal([("Bash", 3), ("Read", null)], Calls(lines).Select(call => ((string)call["name"]!, (int?)call["arguments"]!["times"])));
        Assert.Equal([.. Enumerable.Repeat(false, lines.Count - 1), true], lines.Select(line => (bool)line["done"]!));
        Assert.Equal("stop", (string?)lines[^1]["done_reason"]);
        Assert.True((int)lines[^1]["prompt_eval_count"]! > 0);

        var whole = Ollama();
        whole["stream"] = false;
        whole["think"] = false;
        var message = await JsonAsync(local, "/api/chat", whole);
        Assert.Equal("I dig deep.", (string?)message["message"]!["content"]);
        Assert.Null(message["message"]!["thinking"]);
        Assert.Equal(2, message["message"]!["tool_calls"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"x"}]}""", "json: cannot unmarshal array into Go struct field ChatRequest.messages.content of type string")]
    [InlineData("""{"role":"user","content":"x","images":["data:image/png;base64,AAAA"]}""", "illegal base64 data at input byte 4")]
    [InlineData("""{"role":"user","content":"x","images":["AAAA"]}""", "this model does not support image input")]
    [InlineData("""{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}""", "json: cannot unmarshal string into Go struct field ToolCallFunction.messages.tool_calls.function.arguments of type api.ToolCallFunctionArguments")]
    public async Task OllamaTakesOnlyItsOwnTypes(string message, string error)
    {
        await using var local = await StartAsync("""{ "kind": "ollama" }""");
        var body = Ollama();
        body["messages"] = new JsonArray(JsonNode.Parse(message));
        using var refused = await ChatAsync(local, "/api/chat", body);

        Assert.Equal((400, error), ((int)refused.StatusCode, (string?)(await refused.JsonAsync())["error"]));
    }

    [Fact]
    public async Task OllamaKnowsItsModelsAndWhatTheyCannot()
    {
        await using var local = await StartAsync("""{ "kind": "ollama", "models": [{ "name": "plain:latest", "capabilities": [] }] }""");
        using var missing = await ChatAsync(local, "/api/chat", Ollama("nobody"));
        var thinks = Ollama("plain");
        thinks["think"] = true;
        var calls = Ollama("plain");
        calls["tools"] = new JsonArray(Tool("""{ "type": "object" }"""));

        Assert.Equal(404, (int)missing.StatusCode);
        Assert.Contains("does not support thinking", (string?)(await JsonAsync(local, "/api/chat", thinks))["error"], StringComparison.Ordinal);
        Assert.Contains("does not support tools", (string?)(await JsonAsync(local, "/api/chat", calls))["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task OllamaCutsALongPromptSilentlyUnlessThatIsForbidden() // edge case 107
    {
        await using var local = await StartAsync("""{ "kind": "ollama" }""");
        var body = Ollama(prompt: new string('a', 4000));
        body["stream"] = false;
        body["options"] = new JsonObject { ["num_ctx"] = 500 };
        Assert.Equal(250, (int?)(await JsonAsync(local, "/api/chat", body))["prompt_eval_count"]);

        body["truncate"] = false;
        Assert.StartsWith("the prompt is longer than the context length", (string?)(await JsonAsync(local, "/api/chat", body))["error"], StringComparison.Ordinal);

        body["options"]!["num_ctx"] = 5000;
        Assert.True((int?)(await JsonAsync(local, "/api/chat", body))["prompt_eval_count"] > 1000);
    }

    [Fact]
    public async Task AModelThatIsNotLoadedIsLoadedWithinTheRequest() // edge case 41
    {
        await using var local = await StartAsync("""{ "kind": "ollama", "loadMs": 30, "models": [{ "name": "qwen3-coder:30b", "loaded": false, "contextWindow": 8192 }] }""");
        Assert.Empty((await PageAsync(local, "/api/ps"))["models"]!.AsArray());
        var body = Ollama();
        body["options"] = new JsonObject { ["num_ctx"] = 32_768 };
        (await ChatAsync(local, "/api/chat", body)).Dispose();

        Assert.Equal(32_768, (int?)(await PageAsync(local, "/api/ps"))["models"]![0]!["context_length"]);
    }

    [Fact]
    public async Task LlamaServerIsBusyWithItsStart()
    {
        await using var local = await StartAsync("""{ "loadMs": 600000, "models": [{ "name": "m", "loaded": false }] }""");
        using var health = await SimulatorClient.SendAsync(HttpMethod.Get, $"{local.BaseUrl}/health");
        using var chat = await SimulatorClient.ChatAsync(local.BaseUrl, SimulatorClient.Ask());

        Assert.Equal((503, 503), ((int)health.StatusCode, (int)chat.StatusCode));
        Assert.Equal("Loading model", (string?)(await chat.JsonAsync())["error"]!["message"]);
        foreach (var (method, path) in new[] { ("GET", "/props"), ("GET", "/slots"), ("POST", "/v1/chat/completions/input_tokens"), ("POST", "/v1/messages/count_tokens"), ("POST", "/tokenize") })
        {
            using var page = await SimulatorClient.SendAsync(new(method), $"{local.BaseUrl}{path}", method == "POST" ? "{}" : null);
            Assert.Equal((503, "Loading model"), ((int)page.StatusCode, (string?)(await page.JsonAsync())["error"]!["message"]));
        }

        // The list alone is there, without what only the loaded model can tell.
        Assert.Null((await PageAsync(local, "/v1/models"))["data"]![0]!["meta"]);
    }

    [Theory]
    [InlineData("llama-server", "llama.cpp")]
    [InlineData("vllm", "uvicorn")]
    [InlineData("sglang", "uvicorn")]
    [InlineData("mlx-lm", "BaseHTTP/0.6 Python/3.12.7")]
    [InlineData("ollama", null)]
    [InlineData("lm-studio", null)]
    public async Task EachMakeSignsItsPagesAndAnswers(string kind, string? server)
    {
        await using var local = await StartAsync($$"""{ "kind": "{{kind}}", "model": "claude-sonnet-5-5" }""");
        using var models = await SimulatorClient.SendAsync(HttpMethod.Get, $"{local.BaseUrl}/v1/models");
        using var streamed = await SimulatorClient.ChatAsync(local.BaseUrl, SimulatorClient.Ask(stream: true));
        using var whole = await SimulatorClient.ChatAsync(local.BaseUrl, SimulatorClient.Ask());

        Assert.All([models, streamed, whole], answer => Assert.Equal(server, answer.Headers.TryGetValues("Server", out var values) ? string.Join(' ', values) : null));
    }

    [Fact]
    public async Task ACloudWithoutBalanceSaysSo() // edge case 21
    {
        await using var local = await StartAsync("""{ "kind": "deepseek", "model": "claude-sonnet-5-5", "apiKey": "k", "irregularities": ["balance-402"] }""");
        using var answer = await SimulatorClient.SendAsync(HttpMethod.Post, $"{local.BaseUrl}/anthropic/v1/messages", SimulatorClient.Ask().ToJsonString(), ("x-api-key", "k"));

        Assert.Equal((402, "Insufficient Balance"), ((int)answer.StatusCode, (string?)(await answer.JsonAsync())["error"]!["message"]));
    }

    [Theory]
    [InlineData("llama-server", "message_start thinking+ ~ ~ text+ ~ ~ tool_use+ ~ tool_use+ ~ ~0 -0 -1 -2 -3 message_delta message_stop")]
    [InlineData("ollama", "message_start thinking+ ~ ~ -0 text+ ~ ~ -1 tool_use+ ~ -2 tool_use+ ~ -3 message_delta message_stop")]
    [InlineData("vllm", "message_start thinking+ ~ ~ ~0 -0 text+ ~ ~ -1 tool_use+ ~ -2 tool_use+ ~ -3 message_delta message_stop")]
    [InlineData("deepseek", "message_start ping thinking+ ~ ~ ~0 -0 text+ ~ ~ -1 tool_use+ ~ -2 tool_use+ ~ -3 message_delta message_stop")]
    public async Task EachMakeHasItsOwnOrderOfEvents(string kind, string order)
    {
        await using var local = await StartAsync($$"""{ "kind": "{{kind}}", "model": "claude-sonnet-5-5", "chunkSize": 6, "irregularities": [{{(kind == "ollama" ? "" : "\"whole-args\"")}}] }""");
        using var answer = await SimulatorClient.MessagesAsync(local.BaseUrl, SimulatorClient.Ask("build", stream: true));
        var events = SimulatorClient.Events((await answer.ReadAsync()).Text);

        Assert.Equal(order, string.Join(' ', events.Select(Short)));
    }

    [Theory]
    [InlineData("no-message-stop")]
    [InlineData("bare-error", "error-in-stream")]
    [InlineData("no-event-names")]
    public async Task StreamsInAnthropicsDialectBreakTheRules(params string[] names)
    {
        await using var local = await StartAsync($$"""{ "irregularities": [{{string.Join(',', names.Select(name => $"\"{name}\""))}}] }""");
        using var answer = await SimulatorClient.MessagesAsync(local.BaseUrl, SimulatorClient.Ask("build", stream: true));
        var text = (await answer.ReadAsync()).Text;
        var last = SimulatorClient.Events(text)[^1];

        Assert.Equal(names[0] == "no-event-names", !text.Contains("event:", StringComparison.Ordinal));
        Assert.Equal(names[0] switch { "no-message-stop" => "message_delta", "bare-error" => null, _ => "message_stop" }, (string?)last["type"]);
        Assert.Equal(names[0] == "bare-error", last["error"] is not null);
    }

    [Theory]
    [InlineData("vllm", """{"role":"user","content":[{"type":"document"}]}""", "unknown block type `document`")]
    [InlineData("sglang", """{"role":"system","content":"x"}""", "unknown variant `system`")]
    [InlineData("deepseek", """{"role":"user","content":[{"type":"image"}]}""", "unknown block type `image`")]
    [InlineData("kimi", """{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"tool_reference"}]}]}""", "unknown block type `tool_reference`")]
    [InlineData("ollama", """{"role":"user","content":[{"type":"image","source":{"type":"url","url":"http://x"}}]}""", "image source type: url")]
    [InlineData("llama-server", """{"role":"user","content":[{"type":"image"}]}""", "image input is not supported")]
    public async Task WhatAMakeDoesNotTakeItRefuses(string kind, string message, string error) // edge cases 65, 69
    {
        await using var local = await StartAsync($$"""{ "kind": "{{kind}}", "model": "claude-sonnet-5-5" }""");
        var body = SimulatorClient.Ask();
        body["messages"]!.AsArray().Add(JsonNode.Parse(message));
        using var refused = await SimulatorClient.MessagesAsync(local.BaseUrl, body);

        Assert.Equal(kind == "llama-server" ? 500 : 400, (int)refused.StatusCode);
        Assert.Contains(error, (string?)(await refused.JsonAsync())["error"]!["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("llama-server", 200, true)]
    [InlineData("vllm", 200, true)]
    [InlineData("lm-studio", 200, false)]
    [InlineData("ollama", 404, false)]
    [InlineData("mlx-lm", 404, false)]
    public async Task TokensAreCountedWhereTheMakeCan(string kind, int status, bool counts)
    {
        await using var local = await StartAsync($$"""{ "kind": "{{kind}}", "model": "claude-sonnet-5-5" }""");
        using var answer = await SimulatorClient.SendAsync(HttpMethod.Post, $"{local.BaseUrl}/v1/messages/count_tokens", SimulatorClient.Ask().ToJsonString());

        Assert.Equal((status, counts), ((int)answer.StatusCode, (await answer.Content.ReadAsStringAsync()).Contains("\"input_tokens\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task TheCountIsThatOfTheRun()
    {
        await using var local = await StartAsync("{}");
        var run = await JsonAsync(local, "/v1/messages", SimulatorClient.Ask());
        var count = await JsonAsync(local, "/v1/messages/count_tokens", SimulatorClient.Ask());

        Assert.Equal((int)count["input_tokens"]!, (int)run["usage"]!["input_tokens"]! + (int)run["usage"]!["cache_read_input_tokens"]!);
    }

    [Theory]
    [InlineData("deepseek", "", 401)]
    [InlineData("deepseek", "any", 200)]
    [InlineData("llama-server", "", 200)]
    public async Task AServiceOnTheNetWantsAKey(string kind, string key, int status)
    {
        await using var local = await StartAsync($$"""{ "kind": "{{kind}}", "model": "claude-sonnet-5-5" }""");
        using var answer = await SimulatorClient.SendAsync(HttpMethod.Post, $"{local.BaseUrl}/anthropic/v1/messages", SimulatorClient.Ask().ToJsonString(), ("x-api-key", key));

        Assert.Equal(status, (int)answer.StatusCode);
    }

    internal static async Task<LocalSimulator> StartAsync(string local) => await LocalSimulator.StartAsync(SimulatorScript.Parse($$"""{ {{Play}}, "local": {{local}} }"""));

    private static JsonObject Ollama(string model = "qwen3-coder:30b", string prompt = "build") =>
        new() { ["model"] = model, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }) };

    private static JsonObject Tool(string schema) =>
        new() { ["type"] = "function", ["function"] = new JsonObject { ["name"] = "f", ["parameters"] = JsonNode.Parse(schema) } };

    private static Task<HttpResponseMessage> ChatAsync(LocalSimulator local, string path, JsonNode body) =>
        SimulatorClient.SendAsync(HttpMethod.Post, local.BaseUrl + path, body.ToJsonString());

    private static async Task<JsonNode> JsonAsync(LocalSimulator local, string path, JsonNode body)
    {
        using var answer = await ChatAsync(local, path, body);
        return await answer.JsonAsync();
    }

    private static async Task<JsonNode> PageAsync(LocalSimulator local, string path)
    {
        using var answer = await SimulatorClient.SendAsync(HttpMethod.Get, local.BaseUrl + path);
        return await answer.JsonAsync();
    }

    private static IReadOnlyList<JsonNode> Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    private static string Joined(IEnumerable<JsonNode> lines, string field) => string.Concat(lines.Select(line => (string?)line["message"]![field]));

    private static IEnumerable<JsonNode> Calls(IEnumerable<JsonNode> lines) =>
        lines.SelectMany(line => line["message"]!["tool_calls"]?.AsArray() ?? []).Select(call => call!["function"]!);

    // A block's start is its type and +, a delta ~, a signature ~ and its block, a stop - and its block.
    private static string Short(JsonNode part) => (string)part["type"]! switch
    {
        "content_block_start" => $"{part["content_block"]!["type"]}+",
        "content_block_delta" => part["delta"]!["signature"] is null ? "~" : $"~{part["index"]}",
        "content_block_stop" => $"-{part["index"]}",
        var other => other,
    };
}
