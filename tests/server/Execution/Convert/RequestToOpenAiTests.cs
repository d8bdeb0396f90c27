using System.Text;
using System.Text.Json.Nodes;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Tests.Execution.Convert;

public sealed class RequestToOpenAiTests
{
    private const string Call = """{"role":"assistant","content":[{"type":"text","text":"I look."},{"type":"tool_use","id":"toolu_1","name":"Read","input":{"file_path":"/a"}}]}""";

    [Theory] // edge case 60
    [InlineData("""  "Be brief."  """, "Be brief.")]
    [InlineData("""[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}},{"type":"text","text":"Be kind."}]""", "Be brief.\n\nBe kind.")]
    [InlineData("""[{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1.329.feb; cch=a5145;"},{"type":"text","text":"Be brief."}]""", "Be brief.")]
    [InlineData("\"x-anthropic-billing-header: cch=1;\\nBe brief.\"", "Be brief.")]
    [InlineData("""[{"type":"text","text":" "},{"type":"image","source":{"type":"file","file_id":"f"}}]""", "[An image stood here; this model cannot see it.]")]
    public void SystemTextComesFirst(string system, string expected)
    {
        var messages = Messages($$"""{"system":{{system}},"messages":[{"role":"user","content":"hi"}]}""");

        Assert.Equal(("system", expected), (Role(messages[0]), Text(messages[0])));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""" "system":null, """)]
    [InlineData(""" "system":"", """)]
    [InlineData(""" "system":[], """)]
    [InlineData(""" "system":"x-anthropic-billing-header: cch=1;", """)]
    public void WithoutSystemTextThereIsNoSystemMessage(string system) =>
        Assert.Equal("user", Role(Assert.Single(Messages($$"""{ {{system}} "messages":[{"role":"user","content":"hi"}]}"""))));

    [Fact]
    public void TheBillingBlockDoesNotChangeThePrompt() // edge cases 75, 117
    {
        static string Body(string hash) =>
            $$"""{"system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1.{{hash}}; cch={{hash}};"},{"type":"text","text":"S"}],"messages":[{"role":"user","content":"hi"}]}""";

        Assert.Equal(Convert(Body("aaa")).ToJsonString(), Convert(Body("bbb")).ToJsonString());
    }

    [Fact]
    public void SystemTextInTheMiddleIsFoldedInPlace() // edge case 61
    {
        var messages = Messages("""
            {"system":"S","messages":[
              {"role":"user","content":[{"type":"text","text":"hello"}]},
              {"role":"system","content":[{"type":"text","text":"# Environment"}],"output_config":{"effort":"medium"}},
              {"role":"assistant","content":"hi"},
              {"role":"user","content":"go on"}]}
            """);

        Assert.Equal(["system", "user", "assistant", "user"], messages.Select(Role));
        Assert.Equal("hello\n\n<system-reminder>\n# Environment\n</system-reminder>", Text(messages[1]));
    }

    [Fact]
    public void SystemTextAfterResultsJoinsTheLastResult() // edge case 61
    {
        var messages = Messages($$"""
            {"messages":[{"role":"user","content":"go"},{{Call}},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"text of a"}]},
              {"role":"system","content":"1000 tokens left"}]}
            """);

        Assert.Equal(["user", "assistant", "tool"], messages.Select(Role));
        Assert.Equal("text of a\n\n<system-reminder>\n1000 tokens left\n</system-reminder>", Text(messages[2]));
    }

    [Fact]
    public void SystemTextBetweenACallAndItsResultDoesNotPartThem()
    {
        var messages = Messages($$"""
            {"messages":[{"role":"user","content":"go"},{{Call}},{"role":"system","content":"note"},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"a"},{"type":"text","text":"and now"}]}]}
            """);

        Assert.Equal(["user", "assistant", "tool", "user"], messages.Select(Role));
        Assert.Equal("a\n\n<system-reminder>\nnote\n</system-reminder>", Text(messages[2]));
        Assert.Equal("and now", Text(messages[3]));
    }

    [Fact]
    public void CallsAndResultsKeepTheirIds() // edge case 52
    {
        var messages = Messages($$"""{"messages":[{"role":"user","content":"go"},{{Call}},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"a"}]}]}""");

        var call = messages[1]["tool_calls"]![0]!;
        Assert.Equal("toolu_1", (string)call["id"]!);
        Assert.Equal("""{"file_path":"/a"}""", (string)call["function"]!["arguments"]!);
        Assert.Equal("I look.", Text(messages[1]));
        Assert.Equal("toolu_1", (string)messages[2]["tool_call_id"]!);
    }

    [Fact]
    public void TextBesideResultsFollowsThem() // edge case 62
    {
        var messages = Messages($$"""
            {"messages":[{"role":"user","content":"go"},{{Call}},
              {"role":"user","content":[{"type":"text","text":"by the way"},{"type":"tool_result","tool_use_id":"toolu_1","content":"a"}]}]}
            """);

        Assert.Equal(["user", "assistant", "tool", "user"], messages.Select(Role));
        Assert.Equal("by the way", Text(messages[3]));
    }

    [Fact]
    public void MissingResultsAreMadeOrphansToldAndRepeatsDropped() // edge case 63
    {
        var messages = Messages("""
            {"messages":[{"role":"user","content":"go"},
              {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"Read","input":{}},{"type":"tool_use","id":"b","name":"Read","input":{}}]},
              {"role":"user","content":[
                {"type":"tool_result","tool_use_id":"b","content":"of b"},{"type":"tool_result","tool_use_id":"b","content":"again"},
                {"type":"tool_result","tool_use_id":"gone","content":"of nobody"}]}]}
            """);

        Assert.Equal(["user", "assistant", "tool", "tool", "user"], messages.Select(Role));
        Assert.Equal(["a", "b"], messages[2..4].Select(message => (string)message["tool_call_id"]!));
        Assert.Equal(["[error] No result of this call was recorded.", "of b"], messages[2..4].Select(Text));
        Assert.Equal("Result of an earlier tool call:\n\nof nobody", Text(messages[4]));
    }

    [Fact]
    public void ACallAtTheEndIsAnswered()
    {
        var messages = Messages($$"""{"messages":[{"role":"user","content":"go"},{{Call}}]}""");

        Assert.Equal(["user", "assistant", "tool"], messages.Select(Role));
    }

    [Theory] // edge case 64
    [InlineData("\"plain\"", "plain")]
    [InlineData("""[{"type":"text","text":"one"},{"type":"text","text":"two"}]""", "one\n\ntwo")]
    [InlineData("[]", "(no output)")]
    [InlineData("\"\"", "(no output)")]
    [InlineData("null", "(no output)")]
    [InlineData("\"bad\",\"is_error\":true", "[error]\n\nbad")]
    [InlineData("""[{"type":"tool_reference","tool_name":"WebFetch"}]""", "The tool WebFetch is available now.")] // edge case 115
    public void EveryKindOfResultBecomesText(string content, string expected)
    {
        var messages = Messages($$"""
            {"messages":[{"role":"user","content":"go"},{{Call}},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":{{content}}}]}]}
            """);

        Assert.Equal(expected, Text(messages[2]));
    }

    [Fact]
    public void ImagesOfAResultFollowIt() // edge case 64
    {
        var messages = Messages($$$"""
            {"messages":[{"role":"user","content":"go"},{{{Call}}},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[
              {"type":"text","text":"a"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]}]}
            """);

        Assert.Equal(["user", "assistant", "tool", "user"], messages.Select(Role));
        Assert.Equal("a\n\n[The image follows.]", Text(messages[2]));
        Assert.Equal("data:image/png;base64,AAAA", (string)messages[3]["content"]![0]!["image_url"]!["url"]!);
    }

    [Fact]
    public void ImagesStayWhereTheyStand() // edge case 65
    {
        var content = Messages("""
            {"messages":[{"role":"user","content":[{"type":"text","text":"before"},
              {"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"/9j/"}},{"type":"image","source":{"type":"url","url":"https://x/y.png"}},
              {"type":"image","source":{"type":"file","file_id":"f"}},{"type":"text","text":"after"}]}]}
            """)[0]["content"]!.AsArray();

        Assert.Equal(["text", "image_url", "image_url", "text"], content.Select(part => (string)part!["type"]!));
        Assert.Equal("data:image/jpeg;base64,/9j/", (string)content[1]!["image_url"]!["url"]!);
        Assert.Equal("https://x/y.png", (string)content[2]!["image_url"]!["url"]!);
        Assert.Equal(ImageBlocks.Note + "\n\nafter", (string)content[3]!["text"]!);
    }

    [Fact]
    public void AModelOfTextAloneIsToldOfImages() // edge case 65
    {
        var messages = Messages(
            """{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://x/y.png"}}]}]}""",
            new ConvertOptions { Model = "m", Images = false });

        Assert.Equal("[An image stood here, https://x/y.png; this model cannot see it.]", Text(messages[0]));
    }

    [Theory] // edge cases 47, 65
    [InlineData("""{"type":"document","title":"T","source":{"type":"text","media_type":"text/plain","data":"D"}}""", "Document: T\n\nD")]
    [InlineData("""{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBE"}}""", "[A document (application/pdf) stood here; this model cannot read it.]")]
    [InlineData("""{"type":"web_search_tool_result","tool_use_id":"s","content":[{"type":"web_search_result","title":"T","url":"https://x"}]}""", "Web result: T https://x")]
    [InlineData("""{"type":"search_result","title":"T","source":"S","content":[{"type":"text","text":"C"}]}""", "Search result: T S\n\nC")]
    [InlineData("""{"type":"invented","text":"words"}""", "words")]
    [InlineData("""{"type":"invented","anything":[1]}""", "[A block of the kind invented stood here; this model cannot read it.]")]
    public void BlocksOfOtherKindsBecomeText(string block, string expected) =>
        Assert.Equal(expected, Text(Messages($$"""{"messages":[{"role":"user","content":[{{block}}]}]}""")[0]));

    [Fact]
    public void ReasoningAndServerCallsStayBehind() // edge cases 47, 50, 53
    {
        var messages = Messages("""
            {"messages":[{"role":"user","content":"one"},
              {"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":"redacted_thinking","data":"d"}]},
              {"role":"user","content":"two"},
              {"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}},{"type":"text","text":"found"}]},
              {"role":"user","content":"three"}]}
            """);

        Assert.Equal(["user", "assistant", "user"], messages.Select(Role)); // edge case 73
        Assert.Equal(["one\n\ntwo", "found", "three"], messages.Select(Text));
    }

    [Fact]
    public void ABeginningByTheAssistantGetsAUserBeforeIt() // edge case 73
    {
        var messages = Messages("""{"messages":[{"role":"assistant","content":"hi"},{"role":"assistant","content":"again"},{"role":"user","content":"yes"}]}""");

        Assert.Equal(["user", "assistant", "user"], messages.Select(Role));
        Assert.Equal("hi\n\nagain", Text(messages[1]));
    }

    [Theory] // edge case 70
    [InlineData("\"temperature\":0", "temperature", "0")]
    [InlineData("\"temperature\":0.70", "temperature", "0.70")]
    [InlineData("\"temperature\":null", "temperature", null)]
    [InlineData("\"top_p\":0.9", "top_p", "0.9")]
    [InlineData("\"top_k\":40", "top_k", null)]
    [InlineData("\"stop_sequences\":[\"A\",\"\"]", "stop", "[\"A\"]")]
    [InlineData("\"stop_sequences\":[]", "stop", null)]
    [InlineData("\"max_tokens\":100", "max_tokens", "100")]
    [InlineData("\"max_tokens\":128000", "max_tokens", "4096")] // edge case 71
    [InlineData("\"metadata\":{\"user_id\":\"u\"},\"thinking\":{\"type\":\"adaptive\"}", "metadata", null)]
    [InlineData("\"tool_choice\":{\"type\":\"any\"}", "tool_choice", null)] // edge case 66
    [InlineData("\"tools\":[],\"tool_choice\":{\"type\":\"auto\"}", "tools", null)]
    public void FieldsAreSaidInTheOtherDialectOrNotAtAll(string field, string name, string? expected)
    {
        var body = Convert($$"""{"messages":[{"role":"user","content":"hi"}],{{field}}}""", new ConvertOptions { Model = "m", MaxTokens = _ => 4096 });

        Assert.Equal(expected, body[name]?.ToJsonString());
    }

    [Fact]
    public void OnlyKnownFieldsGoOut() // edge case 70
    {
        var body = Convert("""
            {"model":"claude-x","messages":[{"role":"user","content":[{"type":"text","text":"hi","cache_control":{"type":"ephemeral"}}],"extra":1}],"max_tokens":9,
             "metadata":{},"thinking":{"type":"adaptive"},"context_management":{},"output_config":{"effort":"high"},"safeguards":[{}],"service_tier":"auto","speed":"fast",
             "tools":[{"name":"A","description":"d","input_schema":{"type":"object"},"strict":true,"defer_loading":true,"eager_input_streaming":true,"cache_control":{}}]}
            """);

        Assert.Equal(
            """{"model":"m","messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{"name":"A","description":"d","parameters":{"type":"object","properties":{}}}}],"max_tokens":9,"stream":true,"stream_options":{"include_usage":true}}""",
            body.ToJsonString());
    }

    [Theory] // edge case 66
    [InlineData("""{"type":"auto"}""", "\"auto\"", null)]
    [InlineData("""{"type":"any","disable_parallel_tool_use":true}""", "\"required\"", "false")]
    [InlineData("""{"type":"none"}""", "\"none\"", null)]
    [InlineData("""{"type":"tool","name":"Read"}""", """{"type":"function","function":{"name":"Read"}}""", null)]
    [InlineData("""{"type":"tool","name":"web_search"}""", null, null)]
    public void TheChoiceOfToolsIsKept(string choice, string? expected, string? parallel)
    {
        var body = Convert($$$"""
            {"messages":[{"role":"user","content":"hi"}],"tool_choice":{{{choice}}},
             "tools":[{"name":"Read","input_schema":{"type":"object"}},{"type":"web_search_20250305","name":"web_search"},{"name":"DeferredToolPlaceholder","defer_loading":true,"input_schema":{}}]}
            """);

        Assert.Equal("Read", (string)Assert.Single(body["tools"]!.AsArray())!["function"]!["name"]!); // edge cases 69, 115
        Assert.Equal(expected, body["tool_choice"]?.ToJsonString());
        Assert.Equal(parallel, body["parallel_tool_calls"]?.ToJsonString());
    }

    [Fact]
    public void AFormatOfTheAnswerIsAskedFor()
    {
        var body = Convert("""
            {"messages":[{"role":"user","content":"hi"}],"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"title":{"type":"string"}},"required":["title"],"additionalProperties":false}}}}
            """);

        Assert.Equal("json_schema", (string)body["response_format"]!["type"]!);
        Assert.Equal(
            """{"type":"object","properties":{"title":{"type":"string"}},"required":["title"],"additionalProperties":false}""",
            body["response_format"]!["json_schema"]!["schema"]!.ToJsonString());
    }

    [Fact]
    public void TheSameRequestGivesTheSameBytesAndALongerOneTheSameBeginning() // edge cases 74, 75
    {
        const string Turn = """{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"Read","input":{"b":1,"a":2}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"x"}]}""";
        var first = Bytes($$"""{"system":"S","messages":[{{Turn}}]}""");
        var second = Bytes($$"""{"system":"S","messages":[{{Turn}},{"role":"assistant","content":"done"},{"role":"user","content":"more"}]}""");

        Assert.Equal(first, Bytes($$"""{"system":"S","messages":[{{Turn}}]}"""));
        Assert.StartsWith(first[..first.IndexOf("],\"stream\"", StringComparison.Ordinal)], second, StringComparison.Ordinal);
    }

    [Fact]
    public void TextKeepsItsCharactersAndLosesHalvesOfThem()
    {
        var message = Messages("""{"messages":[{"role":"user","content":"a\u00e9\"\\\n\ud83d\ude00 \ud83d \ude00 \\ud83d 你"}]}""")[0];

        Assert.Equal("aé\"\\\n😀 \uFFFD \uFFFD \\ud83d 你", Text(message));
    }

    [Theory] // edge case 113
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"model":"m"}""")]
    [InlineData("""{"messages":"hi"}""")]
    public void ABodyThatIsNoRequestIsToldSo(string body)
    {
        Assert.False(RequestConversion.TryConvert(Encoding.UTF8.GetBytes(body), new ConvertOptions { Model = "m" }, RequestToOpenAi.Write, out _, out var problem));
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData("""{"messages":[null,7,{"role":"user"},{"role":"user","content":[null,7,{},{"type":5}]},{"role":"user","content":"hi"}]}""")]
    [InlineData("""{"system":7,"tools":[null,{"name":7},{"name":"A"}],"tool_choice":"auto","stop_sequences":[7],"max_tokens":"x","output_config":[],"messages":[{"role":"user","content":"hi"}]}""")]
    public void WhatHasTheWrongShapeIsLeftOut(string body) => Assert.Equal("hi", Text(Assert.Single(Messages(body))));

    private static string Bytes(string body)
    {
        Assert.True(RequestConversion.TryConvert(Encoding.UTF8.GetBytes(body), new ConvertOptions { Model = "m" }, RequestToOpenAi.Write, out var request, out var problem), problem);
        return Encoding.UTF8.GetString(request.Body.Span);
    }

    private static JsonNode Convert(string body, ConvertOptions? options = null)
    {
        Assert.True(RequestConversion.TryConvert(Encoding.UTF8.GetBytes(body), options ?? new ConvertOptions { Model = "m" }, RequestToOpenAi.Write, out var request, out var problem), problem);
        return JsonNode.Parse(request.Body.Span)!;
    }

    private static JsonNode[] Messages(string body, ConvertOptions? options = null) => [.. Convert(body, options)["messages"]!.AsArray().Select(message => message!)];

    private static string Role(JsonNode message) => (string)message["role"]!;

    private static string Text(JsonNode message) => (string)message["content"]!;
}
