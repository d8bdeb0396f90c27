using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation;

namespace ClaudeSidecar.Tests.Simulation;

public sealed class LocalSimulatorTests
{
    private const string Play = """
        "plays": [{ "match": { "lastUser": "build" }, "steps": [
          { "thinking": "Dig first.", "text": "I dig deep.", "tools": [{ "name": "Bash", "input": { "command": "dig – 👋" } }, { "name": "Read", "input": { "a": 1 } }] },
          { "text": "It stands." } ] }]
        """;

    [Theory]
    [InlineData("", 0)]
    [InlineData("whole-args", 0)]
    [InlineData("args-per-byte", 0)]
    [InlineData("missing-index", 0)]
    [InlineData("id-repeated", 0)]
    [InlineData("name-split", 0)]
    [InlineData("interleaved-calls", 0)]
    [InlineData("comments", 0)]
    [InlineData("crlf", 0)]
    [InlineData("usage-every-chunk", 0)]
    public async Task ACallKeepsItsNameAndArgumentsWhateverTheirForm(string irregularity, int call) // edge cases 78, 79
    {
        var chunks = await StreamAsync(irregularity);
        var deltas = Calls(chunks).Where(delta => delta["index"] is null || (int)delta["index"]! == call).ToArray();
        if (irregularity == "missing-index")
        {
            deltas = [.. deltas.TakeWhile((delta, position) => position == 0 || delta["id"] is null)];
        }

        Assert.Equal("Bash", string.Concat(deltas.Select(delta => (string?)delta["function"]!["name"])));
        Assert.Equal("""{"command":"dig – 👋"}""", string.Concat(deltas.Select(delta => (string?)delta["function"]!["arguments"])));
        Assert.Equal("tool_calls", Finishes(chunks).Single());
    }

    [Fact]
    public async Task EveryIrregularityIsSeenOnTheWire()
    {
        Assert.All(await StreamedCallsAsync("whole-args"), call => Assert.EndsWith("}", (string)call["function"]!["arguments"]!, StringComparison.Ordinal));
        Assert.All((await StreamedCallsAsync("args-per-byte")).Where(call => call["id"] is null), call => Assert.InRange(((string)call["function"]!["arguments"]!).Length, 1, 2));
        Assert.All(await StreamedCallsAsync("args-object"), call => Assert.IsType<JsonObject>(call["function"]!["arguments"]));
        Assert.All(await StreamedCallsAsync("missing-index"), call => Assert.Null(call["index"]));
        Assert.All(await StreamedCallsAsync("index-all-zero"), call => Assert.Equal(0, (int)call["index"]!));
        Assert.All(await StreamedCallsAsync("id-absent"), call => Assert.False(call.ContainsKey("id")));
        Assert.All(await StreamedCallsAsync("id-empty"), call => Assert.Equal("", (string?)call["id"] ?? ""));
        Assert.All(await StreamedCallsAsync("id-repeated"), call => Assert.NotNull(call["id"]));
        Assert.Equal(["Ba", "sh", "Re", "ad"], (await StreamedCallsAsync("name-split")).Select(call => (string?)call["function"]!["name"]).OfType<string>());
        Assert.Equal([0, 1, 0, 1], (await StreamedCallsAsync("interleaved-calls")).Take(4).Select(call => (int)call["index"]!));
        Assert.All(Calls(await StreamAsync("malformed-args", "whole-args")), call => Assert.ThrowsAny<System.Text.Json.JsonException>(() => JsonNode.Parse((string)call["function"]!["arguments"]!)));
    }

    [Theory]
    [InlineData("finish-stop-with-tools", "stop")] // edge case 86
    [InlineData("finish-empty", "")]
    [InlineData("finish-missing")] // edge case 77
    [InlineData("two-finish", "tool_calls", "tool_calls")] // edge case 77
    [InlineData("empty-answer", "stop")] // edge case 91
    public async Task TheEndIsTold(string irregularity, params string[] finishes) =>
        Assert.Equal(finishes, Finishes(await StreamAsync(irregularity)));

    [Theory]
    [InlineData("reasoning-field", "reasoning", "Dig first.", "I dig deep.")]
    [InlineData("reasoning-content-field", "reasoning_content", "Dig first.", "I dig deep.")]
    [InlineData("think-inline", "reasoning_content", "", "<think>\nDig first.\n</think>\n\nI dig deep.")]
    [InlineData("think-unclosed", "reasoning_content", "", "<think>\nDig first.\nI dig deep.")]
    [InlineData("think-close-only", "reasoning_content", "", "Dig first.\n</think>\n\nI dig deep.")]
    [InlineData("think-brackets", "reasoning_content", "", "[THINK]Dig first.[/THINK]I dig deep.")]
    [InlineData("channels-inline", "reasoning_content", "", "<|channel|>analysis<|message|>Dig first.<|end|><|start|>assistant<|channel|>final<|message|>I dig deep.")]
    [InlineData("text-after-tools", "reasoning_content", "Dig first.", "I dig deep.Now I wait for the results.")] // edge case 81
    public async Task ThinkingAndTextStandWhereTheServerPutsThem(string irregularity, string field, string thinking, string text) // edge case 82
    {
        var chunks = await StreamAsync(irregularity);

        Assert.Equal((thinking, text), (Joined(chunks, field), Joined(chunks, "content")));
    }

    [Fact]
    public async Task UsageAndTheEndMarkComeOrDoNot()
    {
        await using var local = await LocalSimulator.StartAsync(Script());
        var (plain, _) = await (await SimulatorClient.ChatAsync(local.BaseUrl, Chat(usage: true))).ReadAsync();
        var (unasked, _) = await (await SimulatorClient.ChatAsync(local.BaseUrl, Chat())).ReadAsync();

        Assert.EndsWith("data: [DONE]\n\n", plain, StringComparison.Ordinal);
        Assert.Empty(SimulatorClient.Events(plain)[^1]["choices"]!.AsArray());
        Assert.True((int)SimulatorClient.Events(plain)[^1]["usage"]!["prompt_tokens"]! > 0);
        Assert.DoesNotContain("prompt_tokens", unasked, StringComparison.Ordinal);
        Assert.DoesNotContain("prompt_tokens", await RawAsync("no-usage"), StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", await RawAsync("no-done"), StringComparison.Ordinal);
        Assert.All(await StreamAsync("usage-every-chunk"), chunk => Assert.NotNull(chunk["usage"]));
        Assert.Contains("\r\n\r\n", await RawAsync("crlf"), StringComparison.Ordinal); // edge case 88
        Assert.StartsWith(": keepalive\n\n", await RawAsync("comments"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnErrorWithinTheStreamIsItsLastWord() // edge case 87
    {
        var raw = await RawAsync("error-in-stream");

        Assert.DoesNotContain("[DONE]", raw, StringComparison.Ordinal);
        Assert.Equal("Context size has been exceeded.", (string)SimulatorClient.Events(raw)[^1]["error"]!["message"]!);
    }

    [Theory]
    [InlineData("cut-after-chunks:2")]
    [InlineData("cut-mid-tool")]
    public async Task TheConnectionIsCut(string irregularity)
    {
        await using var local = await LocalSimulator.StartAsync(Script(irregularity));
        var (text, broken) = await (await SimulatorClient.ChatAsync(local.BaseUrl, Chat())).ReadAsync();
        var chunks = SimulatorClient.Events(text);

        Assert.True(broken);
        Assert.True(irregularity == "cut-mid-tool" ? Calls(chunks).Count > 0 && Finishes(chunks).Count == 0 : chunks.Count == 2);
    }

    [Theory]
    [InlineData("loading-503", "Loading model")]
    [InlineData("busy-503", "no slot available")]
    public async Task AServerThatIsNotReadySaysSo(string irregularity, string message)
    {
        await using var local = await LocalSimulator.StartAsync(Script(irregularity));
        using var answer = await SimulatorClient.ChatAsync(local.BaseUrl, Chat());

        Assert.Equal((503, message), ((int)answer.StatusCode, (string)(await answer.JsonAsync())["error"]!["message"]!));
    }

    [Theory]
    [InlineData("llama-server", "/v1/models", "llamacpp")]
    [InlineData("llama-server", "/props", "\"n_ctx\":4096")]
    [InlineData("vllm", "/v1/models", "\"max_model_len\":4096")]
    [InlineData("ollama", "/api/version", "version")]
    [InlineData("ollama", "/api/tags", "qwen")]
    [InlineData("ollama", "/", "Ollama is running")]
    [InlineData("lm-studio", "/api/v0/models", "\"loaded_context_length\":4096")]
    [InlineData("lm-studio", "/api/version", "Unexpected endpoint")]
    public async Task EachMakeIsRecognised(string kind, string path, string holds) // edge case 99
    {
        await using var local = await LocalSimulator.StartAsync(SimulatorScript.Parse($$"""{ "local": { "kind": "{{kind}}", "contextWindow": 4096 } }"""));
        using var answer = await SimulatorClient.SendAsync(HttpMethod.Get, local.BaseUrl + path);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Contains(holds, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("llama-server", 400, "exceeds the available context size (100 tokens)")]
    [InlineData("vllm", 400, "maximum context length is 100 tokens")]
    [InlineData("lm-studio", 400, "n_ctx: 100")]
    [InlineData("ollama", 200, "\"prompt_tokens\":50")]
    public async Task APromptThatDoesNotFitIsRefusedInTheWordsOfTheMake(string kind, int status, string holds) // edge case 107
    {
        await using var local = await LocalSimulator.StartAsync(SimulatorScript.Parse($$"""{ "local": { "kind": "{{kind}}", "model": "claude-sonnet-5-5", "contextWindow": 100 } }"""));
        using var answer = await SimulatorClient.ChatAsync(local.BaseUrl, SimulatorClient.Ask(new string('a', 1000)));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(holds, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown-fields", """{"messages":[{"role":"user","content":"hi"}],"metadata":{}}""", "Unknown field: metadata")]
    [InlineData("unknown-fields", """{"messages":[{"role":"user","content":[{"type":"text","text":"hi","cache_control":{}}]}]}""", "Unknown field: cache_control")]
    [InlineData("system-first", """{"messages":[{"role":"user","content":"hi"},{"role":"system","content":"x"}]}""", "System message must be at the beginning.")]
    [InlineData("role-order", """{"messages":[{"role":"user","content":"hi"},{"role":"user","content":"x"}]}""", "Conversation roles must alternate user/assistant/user/assistant/...")] // edge case 73
    [InlineData("tool-pairs", """{"messages":[{"role":"user","content":"hi"},{"role":"tool","tool_call_id":"a","content":"x"}]}""", "Message has tool role, but there was no previous assistant message with a tool call a!")] // edge case 63
    [InlineData("tool-pairs", """{"messages":[{"role":"user","content":"hi"},{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"x"}]}""", "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. Missing: a")] // edge case 63
    [InlineData("string-content", """{"messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}]}""", "messages: content must be a string")]
    public async Task AStrictServerRefusesWhatALenientOneTakes(string check, string body, string message)
    {
        await using var strict = await LocalSimulator.StartAsync(SimulatorScript.Parse($$"""{ "local": { "strict": ["{{check}}"] } }"""));
        await using var lenient = await LocalSimulator.StartAsync(SimulatorScript.Empty);
        using var refused = await SimulatorClient.ChatAsync(strict.BaseUrl, JsonNode.Parse(body)!);
        using var taken = await SimulatorClient.ChatAsync(lenient.BaseUrl, JsonNode.Parse(body)!);

        Assert.Equal((400, message), ((int)refused.StatusCode, (string)(await refused.JsonAsync())["error"]!["message"]!));
        Assert.Equal(200, (int)taken.StatusCode);
    }

    [Fact]
    public async Task AWholeAnswerHoldsTheSameAsTheStream() // edge case 96
    {
        await using var local = await LocalSimulator.StartAsync(Script());
        var body = Chat();
        body["stream"] = false;
        var message = (await (await SimulatorClient.ChatAsync(local.BaseUrl, body)).JsonAsync())["choices"]![0]!["message"]!;

        Assert.Equal(("I dig deep.", "Dig first."), ((string)message["content"]!, (string)message["reasoning_content"]!));
        Assert.Equal(["""{"command":"dig – 👋"}""", """{"a":1}"""], message["tool_calls"]!.AsArray().Select(call => (string)call!["function"]!["arguments"]!));
    }

    private static SimulatorScript Script(params string[] irregularities) => SimulatorScript.Parse(
        $$"""{ {{Play}}, "local": { "chunkSize": 6, "irregularities": [{{string.Join(',', irregularities.Where(name => name.Length > 0).Select(name => $"\"{name}\""))}}] } }""");

    private static JsonObject Chat(bool usage = false)
    {
        var body = SimulatorClient.Ask("build", stream: true);
        if (usage)
        {
            body["stream_options"] = new JsonObject { ["include_usage"] = true };
        }

        return body;
    }

    private static async Task<string> RawAsync(params string[] irregularities)
    {
        await using var local = await LocalSimulator.StartAsync(Script(irregularities));
        using var answer = await SimulatorClient.ChatAsync(local.BaseUrl, Chat(usage: !irregularities.Contains("usage-every-chunk")));
        return (await answer.ReadAsync()).Text;
    }

    private static async Task<IReadOnlyList<JsonNode>> StreamAsync(params string[] irregularities) => SimulatorClient.Events(await RawAsync(irregularities));

    private static async Task<IReadOnlyList<JsonObject>> StreamedCallsAsync(string irregularity) => Calls(await StreamAsync(irregularity));

    private static List<JsonObject> Calls(IEnumerable<JsonNode> chunks) =>
        [.. chunks.SelectMany(chunk => chunk["choices"]!.AsArray()).Select(choice => choice!["delta"]!["tool_calls"]).OfType<JsonArray>().Select(calls => calls[0]!.AsObject())];

    private static List<string> Finishes(IEnumerable<JsonNode> chunks) =>
        [.. chunks.SelectMany(chunk => chunk["choices"]!.AsArray()).Select(choice => (string?)choice!["finish_reason"]).OfType<string>()];

    private static string Joined(IEnumerable<JsonNode> chunks, string field) =>
        string.Concat(chunks.SelectMany(chunk => chunk["choices"]!.AsArray()).Select(choice => (string?)choice!["delta"]![field]));
}
