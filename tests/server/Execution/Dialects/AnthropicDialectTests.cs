using System.Text;
using System.Text.Json.Nodes;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Execution.Families;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Execution.Dialects;

public sealed class AnthropicDialectTests
{
    private const string Loop = """
        {"role":"user","content":"read it"},
        {"role":"assistant","content":[{"type":"thinking","thinking":"Hm.","signature":"EqQBgenuine"},{"type":"text","text":"I look."},{"type":"tool_use","id":"toolu_1","name":"Read","input":{"file_path":"/a"},"cache_control":{"type":"ephemeral"}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"text of a","cache_control":{"type":"ephemeral"}}]}
        """;

    [Fact]
    public void OnlyWhatEveryServerOfTheDialectTakesGoesToAnUnknownOne() // edge cases 47, 70
    {
        var body = Convert($$$"""
            {"model":"claude-sonnet-5-5","max_tokens":64000,"stream":true,"temperature":0.5,"top_k":5,"stop_sequences":["END"],
             "system":[{"type":"text","text":"x-anthropic-billing-header: cch=1;"},{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral","ttl":"1h"}}],
             "metadata":{"user_id":"u"},"thinking":{"type":"adaptive","display":"updates"},"context_management":{"edits":[]},"output_config":{"effort":"high"},
             "safeguards":[{"type":"dangerous_tool_use"}],"container":"c","service_tier":"auto","mcp_servers":[],"betas":["b"],"speed":"fast",
             "tools":[{"name":"Read","description":"Reads.","input_schema":{"$schema":"s","type":"object","properties":{}},"defer_loading":true,"strict":true,"eager_input_streaming":true,"cache_control":{"type":"ephemeral"}},
                      {"name":"DeferredToolPlaceholder","input_schema":{"type":"object"},"defer_loading":true}],
             "messages":[{{{Loop}}}]}
            """);

        Assert.Equal(["model", "max_tokens", "system", "messages", "tools", "temperature", "stop_sequences", "stream"], body.AsObject().Select(member => member.Key));
        Assert.Equal("m", (string)body["model"]!);
        Assert.Equal("Be brief.", (string)body["system"]!);
        Assert.Equal("""{"name":"Read","description":"Reads.","input_schema":{"type":"object","properties":{}}}""", Assert.Single(body["tools"]!.AsArray())!.ToJsonString());
        Assert.Equal(
            """[{"role":"user","content":[{"type":"text","text":"read it"}]},""" +
            """{"role":"assistant","content":[{"type":"text","text":"I look."},{"type":"tool_use","id":"toolu_1","name":"Read","input":{"file_path":"/a"}}]},""" +
            """{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"text of a"}]}]}]""",
            body["messages"]!.ToJsonString());
    }

    [Fact]
    public void BlocksThatOnlyAnthropicKnowsBecomeTextOrGo() // edge cases 47, 65, 115
    {
        var messages = Convert("""
            {"messages":[
              {"role":"user","content":[{"type":"document","title":"Plan","source":{"type":"text","media_type":"text/plain","data":"step one"}},{"type":"container_upload","file_id":"f"}]},
              {"role":"assistant","content":[{"type":"redacted_thinking","data":"x"},{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}},
                {"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"T","url":"https://t.example"}]},{"type":"text","text":" "},{"type":"text","text":"Found."}]},
              {"role":"user","content":[{"type":"text","text":""},{"type":"tool_reference","tool_name":"WebFetch"},{"type":"text","text":"go on"}]}]}
            """)["messages"]!.AsArray();

        Assert.Equal("Document: Plan\n\nstep one\n\n[A file stood here; this model cannot open it.]", Words(messages[0]));
        Assert.Equal("Web result: T https://t.example\n\nFound.", Words(messages[1]));
        Assert.Equal("The tool WebFetch is available now.\n\ngo on", Words(messages[2]));
    }

    [Fact]
    public void SystemTextInTheMiddleIsFoldedWhereItStands() // edge case 61: GLM and DeepSeek refuse the role
    {
        var messages = Convert($$$"""
            {"messages":[{"role":"user","content":"hello"},{"role":"system","content":[{"type":"text","text":"# Environment"}],"output_config":{"effort":"low"}},
              {"role":"assistant","content":"hi"},{{{Loop}}},{"role":"system","content":"12 tokens left"}]}
            """)["messages"]!.AsArray();

        Assert.Equal(["user", "assistant", "user", "assistant", "user"], messages.Select(message => (string)message!["role"]!));
        Assert.Equal("hello\n\n<system-reminder>\n# Environment\n</system-reminder>", Words(messages[0]));
        Assert.Equal("text of a\n\n<system-reminder>\n12 tokens left\n</system-reminder>", (string)messages[4]!["content"]![0]!["content"]![0]!["text"]!);
    }

    [Fact]
    public void EveryCallHasItsResultAndEveryResultItsCall() // edge cases 63, 73
    {
        var messages = Convert("""
            {"messages":[
              {"role":"user","content":"hi"},
              {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"Read","input":{}},{"type":"tool_use","id":"b","name":"Read","input":"broken"}]},
              {"role":"user","content":[{"type":"text","text":"stop"},{"type":"tool_result","tool_use_id":"b","content":[],"is_error":true},{"type":"tool_result","tool_use_id":"z","content":"orphan"},{"type":"tool_result","tool_use_id":"b","content":"again"}]},
              {"role":"assistant","content":[{"type":"tool_use","id":"c","name":"Read","input":{}}]}]}
            """)["messages"]!;

        Assert.Equal(
            """{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"[error] No result of this call was recorded."}],"is_error":true},""" +
            """{"type":"tool_result","tool_use_id":"b","content":[{"type":"text","text":"[error]\n\n(no output)"}],"is_error":true},""" +
            """{"type":"text","text":"stop\n\nResult of an earlier tool call:\n\norphan"}]}""",
            messages[2]!.ToJsonString());
        Assert.Equal("""{"type":"tool_use","id":"b","name":"Read","input":{}}""", messages[1]!["content"]![1]!.ToJsonString());
        Assert.Equal("tool_result", (string)messages[4]!["content"]![0]!["type"]!);
    }

    [Theory] // the answer's reasoning is switched as each make wants it
    [InlineData("deepseek", "adaptive", null, """{"type":"enabled","budget_tokens":32000}""")]
    [InlineData("deepseek", "disabled", null, """{"type":"disabled"}""")]
    [InlineData("glm", "enabled", null, """{"type":"enabled","budget_tokens":32000}""")]
    [InlineData("llama-server", "disabled", """{"enable_thinking":false}""", """{"type":"disabled"}""")]
    [InlineData("llama-server", "adaptive", """{"enable_thinking":true}""", """{"type":"enabled","budget_tokens":32000}""")]
    [InlineData("lmstudio", "adaptive", null, null)]
    [InlineData("openai", "enabled", null, null)]
    public void ThinkingIsSaidInTheServersWords(string server, string type, string? template, string? thinking)
    {
        var body = Convert($$$"""{"max_tokens":64000,"thinking":{"type":"{{{type}}}"},"messages":[{"role":"user","content":"hi"}]}""", new() { Model = "m", Server = ServerKind.Of(server), Family = Switching });

        Assert.Equal((template, thinking), (body["chat_template_kwargs"]?.ToJsonString(), body["thinking"]?.ToJsonString()));
    }

    [Theory]
    [InlineData("""{"max_tokens":900,"thinking":{"type":"adaptive"},"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("""{"max_tokens":9000,"thinking":{"type":"adaptive"},"tools":[{"name":"A","input_schema":{"type":"object"}}],"tool_choice":{"type":"any"},"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("""{"max_tokens":9000,"thinking":{"type":"adaptive"},"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"{"}]}""")]
    public void ThereIsNoThinkingWithoutRoomOrWhereTheAnswerIsPrescribed(string request) =>
        Assert.Equal("""{"type":"disabled"}""", Convert(request, new() { Model = "m", Server = ServerKind.Of("deepseek") })["thinking"]!.ToJsonString());

    [Fact]
    public void AServerThatInsistsOnEarlierReasoningThinksOnlyWhereItIsKnown()
    {
        var request = $$"""{"max_tokens":64000,"thinking":{"type":"adaptive"},"messages":[{{Loop}}]}""";
        var book = new ReasoningBook(new ManualTime());
        var options = new ConvertOptions { Model = "m", Server = ServerKind.Of("deepseek"), Reasoning = book };

        var without = Convert(request, options);
        book.Note(["toolu_1"], "I should look.");
        var with = Convert(request, options);

        Assert.Equal("""{"type":"disabled"}""", without["thinking"]!.ToJsonString());
        Assert.Equal("text", (string)without["messages"]![1]!["content"]![0]!["type"]!);
        Assert.Equal("enabled", (string)with["thinking"]!["type"]!);
        Assert.Equal("""{"type":"thinking","thinking":"I should look.","signature":""}""", with["messages"]![1]!["content"]![0]!.ToJsonString());
    }

    [Fact]
    public void AServerThatCannotBeToldNotToThinkIsGivenAWordInPlaceOfReasoning()
    {
        var options = new ConvertOptions { Model = "m", Server = ServerKind.Of("kimi"), Without = new HashSet<string> { "thinking" } };
        var body = Convert($$"""{"max_tokens":64000,"thinking":{"type":"disabled"},"messages":[{{Loop}}]}""", options);

        Assert.Null(body["thinking"]);
        Assert.Equal("(The reasoning was not kept.)", (string)body["messages"]![1]!["content"]![0]!["thinking"]!);
    }

    [Fact] // edge case 49
    public void NoSignatureIsEverPassedOnOrMade()
    {
        var options = new ConvertOptions { Model = "m", Server = ServerKind.Of("glm"), Family = new() { Name = "glm", ReasoningBack = true } };
        var request = Loop.Replace("EqQBgenuine", "sidecar-not-signed", StringComparison.Ordinal);
        var thinking = Convert($$"""{"max_tokens":64000,"messages":[{{request}}]}""", options)["messages"]![1]!["content"]![0]!;

        Assert.Equal(("Hm.", ""), ((string)thinking["thinking"]!, (string)thinking["signature"]!));
        Assert.DoesNotContain("EqQB", Convert($$"""{"max_tokens":64000,"messages":[{{Loop}}]}""", options).ToJsonString(), StringComparison.Ordinal);
    }

    [Theory] // edge case 69
    [InlineData("openai", """{"type":"tool","name":"Read","disable_parallel_tool_use":true}""", """{"type":"tool","name":"Read","disable_parallel_tool_use":true}""", "Bash,Read")]
    [InlineData("openai", """{"type":"none"}""", """{"type":"none"}""", "Bash,Read")]
    [InlineData("llama-server", """{"type":"tool","name":"Read"}""", """{"type":"any"}""", "Read")]
    [InlineData("llama-server", """{"type":"none"}""", null, "")]
    [InlineData("ollama", """{"type":"any"}""", null, "Bash,Read")]
    public void AChoiceIsSaidAsFarAsTheServerObeys(string server, string choice, string? expected, string tools)
    {
        var body = Convert(
            $$$"""{"tools":[{"name":"Bash","input_schema":{"type":"object"}},{"name":"Read","input_schema":{"type":"object"}}],"tool_choice":{{{choice}}},"messages":[{"role":"user","content":"hi"}]}""",
            new() { Model = "m", Server = ServerKind.Of(server) });

        Assert.Equal(expected, body["tool_choice"]?.ToJsonString());
        Assert.Equal(tools, string.Join(',', (body["tools"]?.AsArray() ?? []).Select(tool => (string)tool!["name"]!)));
    }

    [Theory] // edge case 56
    [InlineData("llama-server", "assistant", 2)]
    [InlineData("deepseek", "user", 3)]
    [InlineData("vllm", "user", 3)]
    public void AnAnswerThatIsBegunIsGoneOnWithOrAskedFor(string server, string lastRole, int count)
    {
        var converted = ConvertAll("""{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"The answer is"}]}""", new() { Model = "m", Server = ServerKind.Of(server) }, out var request);
        var messages = converted["messages"]!.AsArray();

        Assert.Equal((lastRole, count), ((string)messages[^1]!["role"]!, messages.Count));
        Assert.Equal("The answer is", request.Prefill);
    }

    [Fact]
    public void AnImageStaysWhereTheModelSees() // edge case 65
    {
        const string Request = """
            {"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"image","source":{"type":"url","url":"https://i.example/x"}},{"type":"text","text":"b"}]}]}
            """;

        Assert.Equal(["text", "image", "image", "text"], Kinds(Convert(Request)));
        Assert.Equal(["text", "image", "text"], Kinds(Convert(Request, new() { Model = "m", Server = ServerKind.Ollama })));
        Assert.Equal(["text"], Kinds(Convert(Request, new() { Model = "m", Images = false })));
    }

    [Fact]
    public void TheSameRequestGivesTheSameBytes() // edge case 74
    {
        var request = $$"""{"max_tokens":64000,"thinking":{"type":"adaptive"},"messages":[{{Loop}}]}""";
        var options = new ConvertOptions { Model = "m", Server = ServerKind.Of("deepseek") };

        Assert.Equal(Convert(request, options).ToJsonString(), Convert(request, options).ToJsonString());
    }

    [Fact]
    public void AForeignIdIsMadeAcceptableWithItsResult() // edge case 52
    {
        var messages = Convert(Request("call.abc:1|x"), new() { Model = "m", Server = ServerKind.Of("deepseek") })["messages"]!;
        var id = (string)messages[1]!["content"]![0]!["id"]!;

        Assert.Matches("^[a-zA-Z0-9_-]+$", id);
        Assert.Equal(id, (string)messages[2]!["content"]![0]!["tool_use_id"]!);

        static string Request(string id) =>
            $$$"""{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"tool_use","id":"{{{id}}}","name":"Read","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{{id}}}","content":"x"}]}]}""";
    }

    [Theory]
    [InlineData("https://api.deepseek.com/anthropic", "https://api.deepseek.com/anthropic/v1/messages")]
    [InlineData("http://127.0.0.1:8080/", "http://127.0.0.1:8080/v1/messages")]
    [InlineData("http://127.0.0.1:1234/v1", "http://127.0.0.1:1234/v1/messages")]
    public void TheAddressIsThatOfTheMessages(string baseUrl, string expected) => Assert.Equal(new Uri(expected), new AnthropicDialect().ChatAddress(new Uri(baseUrl)));

    [Fact]
    public void TheKeyGoesOutUnderBothNamesAndNoBetaDoes() // edge case 59
    {
        using var message = new HttpRequestMessage();
        new AnthropicDialect().AddHeaders(message, "k");

        Assert.Equal(["anthropic-version: 2023-06-01", "Authorization: Bearer k", "x-api-key: k"], message.Headers.Select(header => $"{header.Key}: {header.Value.Single()}").Order(StringComparer.OrdinalIgnoreCase));
    }

    [Theory] // edge case 70
    [InlineData("deepseek", false)]
    [InlineData("kimi", false)]
    [InlineData("glm", false)]
    [InlineData("minimax", false)]
    [InlineData("lmstudio", false)]
    [InlineData("llama-server", false)]
    [InlineData("vllm", true)]
    [InlineData("sglang", false)]
    [InlineData("ollama", false)]
    [InlineData("localai", false)]
    [InlineData("openai", false)]
    public void AFormIsToldInWordsAndInAFieldWhereTheMakeTakesOne(string make, bool field)
    {
        const string Schema = """{"type":"object","properties":{"title":{"type":"string"}},"required":["title"]}""";
        const string Title = $$$"""{"max_tokens":900,"stream":true,"thinking":{"type":"disabled"},"output_config":{"format":{"type":"json_schema","schema":{{{Schema}}}}},"messages":[{"role":"user","content":"hello"}]""";
        var options = new ConvertOptions { Model = "m", Server = ServerKind.Of(make) };
        var body = ConvertAll(Title + "}", options, out var request);

        Assert.True(request.WantsJson);
        Assert.Contains(Schema, Words(body["messages"]![0]), StringComparison.Ordinal);
        Assert.Equal(field ? "{\"format\":{\"type\":\"json_schema\",\"schema\":" + Schema + "}}" : null, body["output_config"]?.ToJsonString());
        Assert.Null(Convert(Title + "}", options with { Without = new HashSet<string> { "output_config" } })["output_config"]);

        // Beside tools there may be text before a call: nothing is taken away, and words alone ask.
        var withTools = ConvertAll(Title + ""","tools":[{"name":"Read","input_schema":{"type":"object"}}]}""", options, out request);
        Assert.False(request.WantsJson);
        Assert.Null(withTools["output_config"]);
        Assert.Contains(Schema, Words(withTools["messages"]![0]), StringComparison.Ordinal);
    }

    private static ModelFamily Switching { get; } = new() { Name = "switching", Thinking = new() { Mode = ThinkingMode.Switch } };

    private static IEnumerable<string> Kinds(JsonNode body) => body["messages"]![0]!["content"]!.AsArray().Select(block => (string)block!["type"]!);

    private static string Words(JsonNode? message) => (string)Assert.Single(message!["content"]!.AsArray())!["text"]!;

    private static JsonNode Convert(string body, ConvertOptions? options = null) => ConvertAll(body, options ?? new() { Model = "m" }, out _);

    private static JsonNode ConvertAll(string body, ConvertOptions options, out ChatRequest request)
    {
        Assert.True(new AnthropicDialect().TryConvert(Encoding.UTF8.GetBytes(body), options, out request, out var problem), problem);
        return JsonNode.Parse(request.Body.Span)!;
    }
}
