using System.Collections.Frozen;
using System.Text.Json.Nodes;
using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Dialects;
using static ClaudeSidecar.Tests.Execution.Convert.Conversion;

namespace ClaudeSidecar.Tests.Execution.Convert;

/// <summary>Which fields a request has, by what the server's make takes and what the family's makers advise.</summary>
public sealed class ServerFieldTests
{
    private const string Plain = """{"messages":[{"role":"user","content":"hi"}]""";
    private const string TwoTools = Plain + ""","tools":[""" + Read + """,{"name":"Bash","input_schema":{}}]""";

    [Theory] // edge case 70
    [InlineData("llama-server", "", "temperature=0.7 top_p=0.8 top_k=20 repeat_penalty=1.05")]
    [InlineData("vllm", "", "temperature=0.7 top_p=0.8 top_k=20 repetition_penalty=1.05")]
    [InlineData("ollama", "", "temperature=0.7 top_p=0.8 top_k=20 repeat_penalty=1.05")]
    [InlineData("openai", "", "temperature=0.7 top_p=0.8")]
    [InlineData("llama-server", ",\"temperature\":0", "temperature=0 repeat_penalty=1.05")]
    [InlineData("llama-server", ",\"temperature\":null,\"top_k\":5", "temperature=0.7 top_p=0.8 top_k=5 repeat_penalty=1.05")]
    [InlineData("openai", ",\"temperature\":1.0,\"top_p\":0.5,\"top_k\":5", "temperature=1.0 top_p=0.5")]
    public void WhatTheClientAsksForComesFirstThenWhatTheMakersAdvise(string server, string asked, string expected)
    {
        var body = Body(Plain + asked + "}", For(ServerKind.Of(server), "qwen3-coder"));

        Assert.Equal(expected, Fields(body, "temperature", "top_p", "top_k", "min_p", "repeat_penalty", "repetition_penalty"));
    }

    [Fact]
    public void WhoCanTellHowFarAPromptIsReadIsAskedTo()
    {
        var asked = ServerKind.All.Where(kind => (bool?)Body(Plain + "}", For(kind))["return_progress"] == true);

        Assert.Equal([ServerKind.LlamaServer], asked);
        Assert.Null(Body(Plain + "}", For(ServerKind.LlamaServer) with { Without = FrozenSet.Create("return_progress") })["return_progress"]);
    }

    [Fact]
    public void AModelOfNoKnownFamilyIsAskedAsTheServerLikes() =>
        Assert.Equal("", Fields(Body(Plain + "}", For(ServerKind.LlamaServer)), "temperature", "top_p", "top_k", "min_p", "repeat_penalty", "chat_template_kwargs", "reasoning_effort"));

    [Theory] // edge case 70
    [InlineData("qwen3:8b", "llama-server", "adaptive", null, null, "temperature=0.6 chat_template_kwargs={\"enable_thinking\":true}")]
    [InlineData("qwen3:8b", "vllm", "disabled", null, null, "temperature=0.7 chat_template_kwargs={\"enable_thinking\":false}")]
    [InlineData("qwen3:8b", "vllm", null, null, null, "temperature=0.7 chat_template_kwargs={\"enable_thinking\":false}")]
    [InlineData("qwen3:8b", "openai", "adaptive", null, null, "temperature=0.6")]
    [InlineData("qwen3:8b", "ollama", "disabled", null, null, "temperature=0.7 reasoning_effort=\"none\"")]
    [InlineData("deepseek-v3.1", "sglang", "enabled", 2000, null, "temperature=0.6 chat_template_kwargs={\"thinking\":true}")]
    [InlineData("gpt-oss", "openai", "adaptive", null, "high", "temperature=1")]
    [InlineData("gpt-oss", "llama-server", "adaptive", null, "high", "temperature=1 chat_template_kwargs={\"reasoning_effort\":\"high\"} reasoning_effort=\"high\"")]
    [InlineData("gpt-oss", "llama-server", "adaptive", null, null, "temperature=1")]
    [InlineData("gpt-oss", "ollama", "enabled", 2000, null, "temperature=1 reasoning_effort=\"low\"")]
    [InlineData("gpt-oss", "ollama", "enabled", 9000, null, "temperature=1 reasoning_effort=\"medium\"")]
    [InlineData("gpt-oss", "ollama", "enabled", 31999, null, "temperature=1 reasoning_effort=\"high\"")]
    [InlineData("gpt-oss", "ollama", "enabled", 9000, "max", "temperature=1 reasoning_effort=\"high\"")]
    [InlineData("gpt-oss", "ollama", "disabled", null, null, "temperature=1 reasoning_effort=\"low\"")]
    [InlineData("kimi-k2-thinking", "vllm", "disabled", null, null, "temperature=1")]
    public void ReasoningIsSwitchedAsFamilyAndServerKnowIt(string model, string server, string? thinking, int? budget, string? effort, string expected)
    {
        var body = JsonNode.Parse(Plain + "}")!;
        body["thinking"] = thinking is null ? null : new JsonObject { ["type"] = thinking, ["budget_tokens"] = budget };
        body["output_config"] = new JsonObject { ["effort"] = effort };

        Assert.Equal(expected, Fields(Body(body.ToJsonString(), For(ServerKind.Of(server), model)), "temperature", "chat_template_kwargs", "reasoning_effort"));
    }

    [Fact]
    public void WhereNoFieldSwitchesReasoningOffWordsDo()
    {
        const string Asked = """{"system":"S","messages":[{"role":"user","content":"hi"}],"thinking":{"type":"THINK"}}""";

        Assert.Equal("S\n\n/no_think", Text(Messages(Asked.Replace("THINK", "disabled", StringComparison.Ordinal), For(ServerKind.LmStudio, "qwen3-8b"))[0]));
        Assert.Equal("S", Text(Messages(Asked.Replace("THINK", "adaptive", StringComparison.Ordinal), For(ServerKind.LmStudio, "qwen3-8b"))[0]));
        Assert.Equal("S", Text(Messages(Asked.Replace("THINK", "disabled", StringComparison.Ordinal), For(ServerKind.LlamaServer, "qwen3-8b"))[0]));
    }

    [Theory] // edge case 66
    [InlineData("vllm", """{"type":"tool","name":"Bash"}""", """tool_choice={"type":"function","function":{"name":"Bash"}}""", 2, false)]
    [InlineData("llama-server", """{"type":"tool","name":"Bash"}""", "tool_choice=\"required\"", 1, false)]
    [InlineData("ollama", """{"type":"tool","name":"Bash"}""", "", 1, true)]
    [InlineData("ollama", """{"type":"any"}""", "", 2, true)]
    [InlineData("ollama", """{"type":"none"}""", "", 0, false)]
    [InlineData("ollama", """{"type":"auto","disable_parallel_tool_use":true}""", "", 2, false)]
    [InlineData("llama-server", """{"type":"auto","disable_parallel_tool_use":true}""", "tool_choice=\"auto\" parallel_tool_calls=false", 2, false)]
    [InlineData("vllm", """{"type":"none"}""", "tool_choice=\"none\"", 2, false)]
    [InlineData("vllm", """{"type":"tool","name":"Gone"}""", "", 2, false)]
    public void AChoiceThatAServerDoesNotHeedIsMadeInOtherWays(string server, string choice, string expected, int tools, bool told)
    {
        var body = Body(TwoTools + ",\"tool_choice\":" + choice + "}", For(ServerKind.Of(server)) with { FamilyPrompt = false });

        Assert.Equal(expected, Fields(body, "tool_choice", "parallel_tool_calls"));
        Assert.Equal(tools, body["tools"]?.AsArray().Count ?? 0);
        Assert.Equal(told, Text(body["messages"]![0]!).Contains("Answer with a call", StringComparison.Ordinal));
    }

    [Fact]
    public void AnswersMayUseTheToolsThatWentOutAndNoOther() // edge case 66
    {
        var tools = Request(TwoTools + ""","tool_choice":{"type":"tool","name":"Bash"}}""", For(ServerKind.LlamaServer)).Tools;

        Assert.Equal((true, false), (tools.Contains("Bash"), tools.Contains("Read")));
        Assert.True(Request(TwoTools + ""","tool_choice":{"type":"none"}}""", For(ServerKind.Ollama)).Tools.IsEmpty);
    }

    [Theory]
    [InlineData("llama-server", "", true)]
    [InlineData("mlx_lm", "", false)]
    [InlineData("llama-server", "tools", false)]
    [InlineData("llama-server", "refused", false)]
    public void AFormIsAskedForByFieldOrInWords(string server, string also, bool field)
    {
        var options = For(ServerKind.Of(server)) with { FamilyPrompt = false, Without = also == "refused" ? FrozenSet.Create("response_format") : FrozenSet<string>.Empty };
        var body = Body(
            (also == "tools" ? TwoTools : Plain) + ""","output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"title":{"type":"string"}}}}}}""", options);

        Assert.Equal(field, body["response_format"] is not null);
        Assert.Equal(!field, Text(body["messages"]![0]!).Contains("""{"type":"object","properties":{"title":{"type":"string"}}}""", StringComparison.Ordinal));
    }

    [Theory] // edge case 56
    [InlineData("llama-server", "assistant", "", "Once upon")]
    [InlineData("vllm", "assistant", "continue_final_message=true add_generation_prompt=false", "")]
    [InlineData("openai", "user", "", "Once upon")]
    public void AnAnswerThatTheClientHasBegunIsGoneOnWith(string server, string last, string expected, string mayBeRepeated)
    {
        const string Begun = """{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"Once upon"}],"thinking":{"type":"adaptive"}}""";

        var request = Request(Begun, For(ServerKind.Of(server), "qwen3:8b"));
        var body = JsonNode.Parse(request.Body.Span)!;

        Assert.Equal(mayBeRepeated, request.Prefill);
        Assert.Equal(last, Role(body["messages"]!.AsArray()[^1]!));
        Assert.Equal(expected, Fields(body, "continue_final_message", "add_generation_prompt"));
        Assert.NotEqual(true, (bool?)body["chat_template_kwargs"]?["enable_thinking"]); // llama-server refuses both together
        Assert.Empty(Request(Plain + "}").Prefill);
    }

    [Fact]
    public void NoMoreStopSequencesAreSentThanTheDialectAllows() // edge case 70
    {
        var request = Request(Plain + ""","stop_sequences":["a","b","c","d","e"]}""");

        Assert.Equal("""["a","b","c","d"]""", JsonNode.Parse(request.Body.Span)!["stop"]!.ToJsonString());
        Assert.Equal(["a", "b", "c", "d", "e"], request.StopSequences);
    }

    [Theory] // edge case 72
    [InlineData("", false)]
    [InlineData(",\"stream\":null", false)]
    [InlineData(",\"stream\":false", false)]
    [InlineData(",\"stream\":true", true)]
    public void TheClientGetsAStreamOnlyWhenItAsksForOne(string field, bool stream)
    {
        var request = Request(Plain + field + "}");

        Assert.Equal(stream, request.Stream);
        Assert.True((bool)JsonNode.Parse(request.Body.Span)!["stream"]!);
    }

    [Theory] // edge case 71
    [InlineData("\"max_tokens\":100", 4096, 100)]
    [InlineData("\"max_tokens\":128000", 4096, 4096)]
    [InlineData("\"max_tokens\":0", 4096, 4096)]
    [InlineData("\"max_tokens\":null", 4096, 4096)]
    [InlineData("\"max_tokens\":100", null, 100)]
    [InlineData("\"top_p\":1", null, null)]
    public void AnAnswerIsNoLongerThanThereIsRoom(string field, int? limit, int? expected) => Assert.Equal(
        expected,
        (int?)Body(Plain + "," + field + "}", new ConvertOptions { Model = "m", MaxTokens = limit is { } most ? _ => most : null })["max_tokens"]);

    [Fact]
    public void TheRoomIsReckonedFromTheWholePrompt() // edge case 71
    {
        var seen = 0;
        Request(TwoTools + "}", For("qwen3-coder") with { MaxTokens = prompt => seen = prompt });

        Assert.True(seen > PromptSize.Estimate(System.Text.Encoding.UTF8.GetBytes(TwoTools + "}")) + 300);
    }

    [Fact]
    public void WhatAServerHasRefusedIsNotSentAgain()
    {
        const string Body = TwoTools + ""","tool_choice":{"type":"auto","disable_parallel_tool_use":true},"temperature":1,"stop_sequences":["x"],"thinking":{"type":"adaptive"}}""";
        string[] fields = ["parallel_tool_calls", "temperature", "stop", "chat_template_kwargs", "stream_options"];
        var options = For(ServerKind.LlamaServer, "qwen3:8b");

        Assert.All(fields, field => Assert.NotNull(Conversion.Body(Body, options)[field]));
        Assert.All(fields, field => Assert.Null(Conversion.Body(Body, options with { Without = fields.ToFrozenSet() })[field]));
    }

    [Fact]
    public void ImagesGoAsDataToServersThatFetchNothing() // edge case 65
    {
        const string Body = """{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://x/y.png"}},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]}""";

        var content = Messages(Body, For(ServerKind.LmStudio))[0]["content"]!;

        Assert.Equal("[An image stood here, https://x/y.png; this model cannot see it.]", (string)content[0]!["text"]!);
        Assert.Equal("data:image/png;base64,AAAA", (string)content[1]!["image_url"]!["url"]!);
    }

    private static string Fields(JsonNode body, params string[] names) =>
        string.Join(' ', names.Where(name => body[name] is not null).Select(name => $"{name}={body[name]!.ToJsonString()}"));
}
