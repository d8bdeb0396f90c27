using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation;

namespace ClaudeSidecar.Tests.Simulation;

/// <summary>What models get wrong, and in which forms they write their calls.</summary>
public sealed class LocalMistakesTests
{
    private const string Plays = """
        "plays": [{ "steps": [{ "text": "I dig.", "tools": [
          { "name": "Bash", "input": { "command": "dig 'x'", "deep": true, "times": 3 } },
          { "name": "Read", "input": { "file_path": "a.txt" } }] }] }]
        """;

    [Theory] // local-servers 4
    [InlineData("qwen-xml", "I dig.\n<tool_call>\n<function=Bash>\n<parameter=command>\ndig 'x'\n</parameter>\n<parameter=deep>\ntrue\n</parameter>\n<parameter=times>\n3\n</parameter>\n</function>\n</tool_call>\n<tool_call>\n<function=Read>\n<parameter=file_path>\na.txt\n</parameter>\n</function>\n</tool_call>")]
    [InlineData("qwen-xml-bare", "I dig.\n<function=Bash>\n<parameter=command>\ndig 'x'\n</parameter>\n<parameter=deep>\ntrue\n</parameter>\n<parameter=times>\n3\n</parameter>\n</function>\n</tool_call>\n<function=Read>\n<parameter=file_path>\na.txt\n</parameter>\n</function>\n</tool_call>")]
    [InlineData("hermes", "I dig.\n<tool_call>\n{\"name\": \"Bash\", \"arguments\": {\"command\":\"dig 'x'\",\"deep\":true,\"times\":3}}\n</tool_call>\n<tool_call>\n{\"name\": \"Read\", \"arguments\": {\"file_path\":\"a.txt\"}}\n</tool_call>")]
    [InlineData("fenced-json", "I dig.\n```json\n{\"name\": \"Bash\", \"arguments\": {\"command\":\"dig 'x'\",\"deep\":true,\"times\":3}}\n```\n```json\n{\"name\": \"Read\", \"arguments\": {\"file_path\":\"a.txt\"}}\n```")]
    [InlineData("glm", "I dig.\n<tool_call>Bash\n<arg_key>command</arg_key>\n<arg_value>dig 'x'</arg_value>\n<arg_key>deep</arg_key>\n<arg_value>true</arg_value>\n<arg_key>times</arg_key>\n<arg_value>3</arg_value>\n</tool_call>\n<tool_call>Read\n<arg_key>file_path</arg_key>\n<arg_value>a.txt</arg_value>\n</tool_call>")]
    [InlineData("kimi", "I dig.\n<|tool_calls_section_begin|><|tool_call_begin|>functions.Bash:0<|tool_call_argument_begin|>{\"command\":\"dig 'x'\",\"deep\":true,\"times\":3}<|tool_call_end|><|tool_call_begin|>functions.Read:1<|tool_call_argument_begin|>{\"file_path\":\"a.txt\"}<|tool_call_end|><|tool_calls_section_end|>")]
    [InlineData("deepseek", "I dig.\n<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>Bash<｜tool▁sep｜>{\"command\":\"dig 'x'\",\"deep\":true,\"times\":3}<｜tool▁call▁end｜><｜tool▁call▁begin｜>Read<｜tool▁sep｜>{\"file_path\":\"a.txt\"}<｜tool▁call▁end｜><｜tool▁calls▁end｜>")]
    [InlineData("deepseek-dsml", "I dig.\n<｜DSML｜function_calls>\n<｜DSML｜invoke name=\"Bash\">\n<｜DSML｜parameter name=\"command\" string=\"true\">dig 'x'</｜DSML｜parameter>\n<｜DSML｜parameter name=\"deep\" string=\"false\">true</｜DSML｜parameter>\n<｜DSML｜parameter name=\"times\" string=\"false\">3</｜DSML｜parameter>\n</｜DSML｜invoke>\n<｜DSML｜invoke name=\"Read\">\n<｜DSML｜parameter name=\"file_path\" string=\"true\">a.txt</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜function_calls>")]
    [InlineData("mistral", "I dig.\n[TOOL_CALLS]Bash[ARGS]{\"command\":\"dig 'x'\",\"deep\":true,\"times\":3}[TOOL_CALLS]Read[ARGS]{\"file_path\":\"a.txt\"}")]
    [InlineData("mistral-list", "I dig.\n[TOOL_CALLS][{\"name\": \"Bash\", \"arguments\": {\"command\":\"dig 'x'\",\"deep\":true,\"times\":3}}, {\"name\": \"Read\", \"arguments\": {\"file_path\":\"a.txt\"}}]")]
    [InlineData("minimax", "I dig.\n<minimax:tool_call>\n<invoke name=\"Bash\">\n<parameter name=\"command\">dig 'x'</parameter>\n<parameter name=\"deep\">true</parameter>\n<parameter name=\"times\">3</parameter>\n</invoke>\n</minimax:tool_call>\n<minimax:tool_call>\n<invoke name=\"Read\">\n<parameter name=\"file_path\">a.txt</parameter>\n</invoke>\n</minimax:tool_call>")]
    [InlineData("harmony", "I dig.\n<|start|>assistant to=functions.Bash<|channel|>commentary json<|message|>{\"command\":\"dig 'x'\",\"deep\":true,\"times\":3}<|call|><|start|>assistant to=functions.Read<|channel|>commentary json<|message|>{\"file_path\":\"a.txt\"}<|call|>")]
    [InlineData("lm-studio", "I dig.\n[TOOL_REQUEST]\n{\"name\": \"Bash\", \"arguments\": {\"command\":\"dig 'x'\",\"deep\":true,\"times\":3}}\n[END_TOOL_REQUEST]\n[TOOL_REQUEST]\n{\"name\": \"Read\", \"arguments\": {\"file_path\":\"a.txt\"}}\n[END_TOOL_REQUEST]")]
    public async Task EachFamilyWritesItsCallsIntoTheText(string calls, string text) // edge case 83
    {
        var message = await MessageAsync(calls);

        Assert.Equal(text, (string?)message["content"]);
        Assert.Null(message["tool_calls"]);
    }

    [Theory]
    [InlineData("wrong-case-name", "bash", """{"command":"dig 'x'","deep":true,"times":3}""")] // edge case 84
    [InlineData("string-typed-args", "Bash", """{"command":"dig 'x'","deep":"true","times":"3"}""")]
    [InlineData("args-trailing-comma", "Bash", """{"command":"dig 'x'","deep":true,"times":3,}""")] // edge case 80
    [InlineData("args-python", "Bash", """{'command': 'dig \'x\'', 'deep': True, 'times': 3}""")] // edge case 80
    [InlineData("args-double-encoded", "Bash", "\"{\\\"command\\\":\\\"dig 'x'\\\",\\\"deep\\\":true,\\\"times\\\":3}\"")] // edge case 80
    [InlineData("args-fenced", "Bash", "```json\n{\"command\":\"dig 'x'\",\"deep\":true,\"times\":3}\n```")]
    [InlineData("args-prose", "Bash", "as I said above")]
    public async Task ArgumentsAreMisspelt(string irregularity, string name, string arguments)
    {
        var call = (await MessageAsync("structured", irregularity))["tool_calls"]![0]!["function"]!;

        Assert.Equal((name, arguments), ((string?)call["name"], (string?)call["arguments"]));
    }

    [Fact]
    public async Task ACallMayStandInTheThinking() // edge case 81
    {
        var message = await MessageAsync("hermes", "call-in-thinking");

        Assert.Equal("", (string?)message["content"]);
        Assert.StartsWith("I dig.\n<tool_call>", (string?)message["reasoning_content"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("llama-server", "structured", "length")]
    [InlineData("vllm", "structured", "tool_calls")]
    [InlineData("llama-server", "hermes", "length")]
    public async Task TheTokenLimitCutsTheLastCall(string kind, string calls, string finish) // edge case 71
    {
        var choice = await ChoiceAsync(calls, kind, "truncated-call");
        var text = (string?)choice["message"]!["tool_calls"]?[1]!["function"]!["arguments"] ?? (string)choice["message"]!["content"]!;

        Assert.Equal(finish, (string?)choice["finish_reason"]);
        Assert.False(text.EndsWith('}') || text.EndsWith("</tool_call>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("control-tokens", "<|im_start|>assistant\nI dig.<|im_end|>", "tool_calls")] // edge case 85
    [InlineData("runaway-whitespace:3", "I dig.\n\n\n", "tool_calls")] // edge case 85
    [InlineData("repetition-loop:3", "I dig.\nI dig.\nI dig.\n", "length")] // edge case 85
    public async Task TheTextGetsOutOfHand(string irregularity, string text, string finish)
    {
        var choice = await ChoiceAsync("structured", "llama-server", irregularity);

        Assert.Equal((text, finish), ((string?)choice["message"]!["content"], (string?)choice["finish_reason"]));
    }

    [Fact]
    public async Task CallsMayBeAnnouncedWithoutAny() // edge case 86
    {
        var choice = await ChoiceAsync("hermes", "vllm", "finish-tools-without");

        Assert.Equal("tool_calls", (string?)choice["finish_reason"]);
        Assert.Empty(choice["message"]!["tool_calls"]!.AsArray());
    }

    [Fact]
    public async Task DeltasMayRepeatAllThatWasSaid()
    {
        var deltas = SimulatorClient.Events(await StreamAsync("cumulative")).Select(chunk => chunk["choices"]![0]!["delta"]!).ToArray();
        var texts = deltas.Select(delta => (string?)delta["content"]).Where(text => !string.IsNullOrEmpty(text)).ToArray();
        var arguments = deltas.Select(delta => delta["tool_calls"]?[0]!).Where(call => (int?)call?["index"] == 1).Select(call => (string?)call!["function"]!["arguments"]).ToArray();

        Assert.Equal<IEnumerable<string?>>(["I di", "I dig."], texts);
        Assert.Equal("""{"file_path":"a.txt"}""", arguments[^1]);
        Assert.StartsWith(arguments[^2]!, arguments[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheFormOnTheWireMayBeStrained() // edge case 88
    {
        var huge = await StreamAsync("huge-lines");
        var split = await StreamAsync("split-bytes:3");
        var tight = await StreamAsync("no-space");
        var marked = await StreamAsync("bom");

        Assert.True(huge.Split('\n').Max(line => line.Length) > 65_536);
        Assert.EndsWith("data: [DONE]\n\n", split, StringComparison.Ordinal);
        Assert.StartsWith("data:{", tight, StringComparison.Ordinal);
        Assert.StartsWith("\uFEFFdata: {", marked, StringComparison.Ordinal);
        Assert.Equal(["tool_calls", "stop"], Finishes(await StreamAsync("finish-then-stop"))); // edge case 77
        Assert.Equal("Context size has been exceeded.", (string?)JsonNode.Parse(await StreamAsync("error-200"))!["error"]!["message"]); // edge case 87
    }

    [Theory]
    [InlineData("llama-server", "", """{"$ref":"#/$defs/none"}""", "cannot resolve $ref")] // edge case 67
    [InlineData("llama-server", "", """{"properties":{"a":true}}""", "schema must be an object")]
    [InlineData("llama-server", "", """{"properties":{"a":{"minLength":3000}}}""", "failed to parse grammar")]
    [InlineData("llama-server", "grammar-old", """{"items":{"pattern":"a"}}""", "failed to parse grammar")]
    [InlineData("vllm", "schema-keywords", """{"anyOf":[{"uniqueItems":true}]}""", "uniqueItems is not supported")]
    public async Task OneBadToolFailsTheRequest(string kind, string check, string schema, string error)
    {
        var body = SimulatorClient.Ask();
        body["tools"] = new JsonArray(new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = "f", ["parameters"] = JsonNode.Parse(schema) } });

        Assert.Contains(error, await RefusalAsync(kind, check, body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("template-qwen3.5", """[{"role":"user","content":"x"},{"role":"system","content":"x"}]""", "System message must be at the beginning.")]
    [InlineData("template-qwen3.5", """[{"role":"system","content":"x"},{"role":"assistant","content":"x"}]""", "No user query found in messages.")]
    [InlineData("template-mistral", """[{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"call_1","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_1","content":"x"}]""", "length 9")]
    [InlineData("template-kimi", """[{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"call_1","function":{"name":"f","arguments":"{}"}}]}]""", "is not functions.f:0")]
    [InlineData("template-gpt-oss", """[{"role":"user","content":"<|channel|>"}]""", "<|channel|> tags")]
    [InlineData("no-prefill", """[{"role":"user","content":"x"},{"role":"assistant","content":"x"}]""", "prefill is incompatible")] // edge case 56
    public async Task TemplatesRaise(string check, string messages, string error) // edge case 73
    {
        var body = SimulatorClient.Ask();
        body["messages"] = JsonNode.Parse(messages);

        Assert.Contains(error, await RefusalAsync("llama-server", check, body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lm-studio", "", """{"tool_choice":{"type":"function"}}""", "Invalid tool_choice type: 'object'")] // edge case 66
    [InlineData("vllm", "no-auto-tools", """{"tools":[{"type":"function","function":{"name":"f"}}]}""", "requires --enable-auto-tool-choice")]
    [InlineData("llama-server", "", """{"messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{"}}]}]}""", "Failed to parse tool call arguments as JSON")]
    [InlineData("vllm", "", """{"messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{"}}]}]}""", "Unterminated string")]
    [InlineData("llama-server", "", """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}""", "image input is not supported")] // edge case 65
    [InlineData("llama-server", "", """{"messages":[{"role":"user","content":[{"type":"document"}]}]}""", "unsupported content[].type")]
    public async Task ServersRefuseInTheirOwnWords(string kind, string check, string fields, string error)
    {
        var body = SimulatorClient.Ask();
        foreach (var (name, value) in JsonNode.Parse(fields)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        Assert.Contains(error, await RefusalAsync(kind, check, body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("llama-server", 500)]
    [InlineData("ollama", 400)]
    public async Task ACompressedRequestIsNoJsonToThem(string kind, int status)
    {
        await using var local = await StartAsync($$"""{ "kind": "{{kind}}" }""");
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(SimulatorClient.Ask().ToJsonString()));
        }

        using var http = new HttpClient(new SocketsHttpHandler());
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        using var refused = await http.PostAsync(new Uri($"{local.BaseUrl}/v1/chat/completions"), content);

        Assert.Equal(status, (int)refused.StatusCode);
    }

    private static async Task<string> RefusalAsync(string kind, string check, JsonNode body)
    {
        await using var local = await StartAsync($$"""{ "kind": "{{kind}}", "model": "claude-sonnet-5-5", "strict": [{{(check.Length > 0 ? $"\"{check}\"" : "")}}] }""");
        using var refused = await SimulatorClient.ChatAsync(local.BaseUrl, body);
        Assert.InRange((int)refused.StatusCode, 400, 500);
        return (string)(await refused.JsonAsync() switch { { } json when json["error"] is JsonValue text => text, var json => json["error"]!["message"] })!;
    }

    private static async Task<LocalSimulator> StartAsync(string local) => await LocalSimulator.StartAsync(SimulatorScript.Parse($$"""{ {{Plays}}, "local": {{local}} }"""));

    private static async Task<JsonNode> MessageAsync(string calls, params string[] irregularities) => (await ChoiceAsync(calls, "llama-server", irregularities))["message"]!;

    private static async Task<JsonNode> ChoiceAsync(string calls, string kind, params string[] irregularities)
    {
        await using var local = await StartAsync($$"""{ "kind": "{{kind}}", "model": "claude-sonnet-5-5", "calls": "{{calls}}", "irregularities": [{{string.Join(',', irregularities.Select(name => $"\"{name}\""))}}] }""");
        using var answer = await SimulatorClient.ChatAsync(local.BaseUrl, SimulatorClient.Ask());
        return (await answer.JsonAsync())["choices"]![0]!;
    }

    private static async Task<string> StreamAsync(string irregularity)
    {
        await using var local = await StartAsync($$"""{ "chunkSize": 4, "irregularities": ["{{irregularity}}"] }""");
        using var answer = await SimulatorClient.ChatAsync(local.BaseUrl, SimulatorClient.Ask(stream: true));
        return (await answer.ReadAsync()).Text;
    }

    private static IEnumerable<string> Finishes(string stream) =>
        SimulatorClient.Events(stream).Select(chunk => (string?)chunk["choices"]![0]!["finish_reason"]).OfType<string>();
}
