using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Execution.Convert;
using static ClaudeSidecar.Tests.Execution.Convert.Conversion;

namespace ClaudeSidecar.Tests.Execution.Convert;

/// <summary>Tools and blocks that belong to Anthropic.</summary>
public sealed class ServerToolTests
{
    [Theory] // edge case 69
    [InlineData("web_search_20250305", "web_search")]
    [InlineData("web_fetch_20250910", "web_fetch")]
    [InlineData("code_execution_20250825", "code_execution")]
    [InlineData("tool_search_tool_regex_20251119", "tool_search_tool_regex")]
    [InlineData("advisor_20260301", "advisor")]
    [InlineData("invented_20990101", "invented")]
    public void AToolThatRunsAtAnthropicIsLeftOutAndTheModelIsTold(string type, string name)
    {
        var body = Body($$"""{"system":"S","messages":[{"role":"user","content":"hi"}],"tools":[{"type":"{{type}}","name":"{{name}}","max_uses":8},{{Read}}]}""");

        Assert.Equal("Read", (string)Assert.Single(body["tools"]!.AsArray())!["function"]!["name"]!);
        Assert.Equal($"S\n\nThese tools are not available now, whatever else is said of them: {name}.", Text(body["messages"]![0]!));
    }

    [Fact]
    public void ARequestOfSuchToolsAloneHasNoTools() // edge cases 66, 69: the client's own web search
    {
        var body = Body("""
            {"messages":[{"role":"user","content":"Search the web for x"}],"tool_choice":{"type":"tool","name":"web_search"},
             "tools":[{"type":"web_search_20250305","name":"web_search"},{"type":"mcp_toolset","mcp_server_name":"docs"}]}
            """);

        Assert.Null(body["tools"]);
        Assert.Null(body["tool_choice"]);
        Assert.EndsWith("web_search, docs.", Text(body["messages"]![0]!), StringComparison.Ordinal);
    }

    [Theory] // edge case 69
    [InlineData("bash_20250124", "bash", "command")]
    [InlineData("text_editor_20250728", "str_replace_based_edit_tool", "old_str")]
    [InlineData("memory_20250818", "memory", "path")]
    [InlineData("computer_20250124", "computer", "coordinate")]
    public void AToolThatTheClientRunsIsDescribed(string type, string name, string property)
    {
        var request = Request($$"""{"messages":[{"role":"user","content":"hi"}],"tools":[{"type":"{{type}}","name":"{{name}}","display_width_px":1024}]}""");
        var function = JsonNode.Parse(request.Body.Span)!["tools"]![0]!["function"]!;

        Assert.Equal(name, (string)function["name"]!);
        Assert.NotEmpty((string)function["description"]!);
        Assert.NotNull(function["parameters"]!["properties"]![property]);
        Assert.True(request.Tools.Contains(name));
        Assert.Equal(JsonValueKind.Object, request.Tools.Schema(name)!.Value.ValueKind);
    }

    [Theory] // edge cases 47, 53
    [InlineData("""{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"x"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"T","url":"https://x","encrypted_content":"E"}]}""",
        "Web result: T https://x")]
    [InlineData("""{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":{"type":"web_search_tool_result_error","error_code":"max_uses_exceeded"}}""",
        "[web_search_tool_result_error: max_uses_exceeded]")]
    [InlineData("""{"type":"web_fetch_tool_result","tool_use_id":"s","content":{"type":"web_fetch_result","url":"https://x","content":{"type":"document","source":{"type":"text","data":"page"}}}}""",
        "Web page: https://x\n\npage")]
    [InlineData("""{"type":"bash_code_execution_tool_result","tool_use_id":"s","content":{"type":"bash_code_execution_result","stdout":"out","stderr":"err","return_code":1}}""",
        "out\n\nerr")]
    [InlineData("""{"type":"mcp_tool_use","id":"m","name":"t","server_name":"s","input":{}},{"type":"mcp_tool_result","tool_use_id":"m","is_error":false,"content":[{"type":"text","text":"from mcp"}]}""",
        "from mcp")]
    [InlineData("""{"type":"text","text":"a"},{"type":"container_upload","file_id":"f"}""", "a\n\n[A file stood here; this model cannot open it.]")]
    [InlineData("""{"type":"compaction","content":"summary of before"}""", "summary of before")]
    [InlineData("""{"type":"text","text":"a"},{"type":"redacted_thinking","data":"d"},{"type":"fallback","x":1}""", "a")]
    public void BlocksOfServerToolsBecomeText(string blocks, string expected) => Assert.Equal(
        expected,
        Text(Messages($$"""{"messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{{blocks}}]},{"role":"user","content":"so"}]}""")[1]));

    [Theory] // edge case 65
    [InlineData("""{"type":"text","media_type":"text/plain","data":"words"}""", "words")]
    [InlineData("""{"type":"base64","media_type":"text/markdown","data":"IyBUaXRsZQ=="}""", "# Title")]
    [InlineData("""{"type":"base64","media_type":"text/markdown","data":"!"}""", "[A document (text/markdown) stood here; this model cannot read it.]")]
    [InlineData("""{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}""", "[A document (application/pdf) stood here; this model cannot read it.]")]
    [InlineData("""{"type":"content","content":[{"type":"text","text":"one"},{"type":"image","source":{"type":"file","file_id":"f"}}]}""", "one\n\n[An image stood here; this model cannot see it.]")]
    [InlineData("""{"type":"url","url":"https://x/y.pdf"}""", "[A document stood here, https://x/y.pdf; this model cannot read it.]")]
    [InlineData("""{"type":"file","file_id":"f"}""", "[A document (file) stood here; this model cannot read it.]")]
    [InlineData("null", "[A document (file) stood here; this model cannot read it.]")]
    public void DocumentsAreReadWhereTheyAreText(string source, string expected) => Assert.Equal(
        $"Document: T\n\nof use\n\n{expected}",
        Text(Messages("""{"messages":[{"role":"user","content":[{"type":"document","title":"T","context":"of use","source":""" + source + "}]}]}")[0]));

    [Fact]
    public void DeferredToolsAreOfferedAndTheirReferencesSaidInWords() // edge case 115
    {
        var body = Body("""
            {"messages":[{"role":"user","content":"go"},
               {"role":"assistant","content":[{"type":"tool_use","id":"t","name":"ToolSearch","input":{"query":"web"}}]},
               {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"tool_reference","tool_name":"WebFetch"}]}]},
               {"role":"system","content":[{"type":"tool_addition","tool_name":"WebFetch"},{"type":"text","text":"note"}],"output_config":{"effort":"low"}}],
             "tools":[{"name":"ToolSearch","input_schema":{"type":"object"}},{"name":"DeferredToolPlaceholder","defer_loading":true,"input_schema":{"type":"object"}},
               {"name":"WebFetch","defer_loading":true,"input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}],
             "tool_choice":{"type":"tool","name":"WebFetch"}}
            """);

        Assert.Equal(["ToolSearch", "WebFetch"], body["tools"]!.AsArray().Select(tool => (string)tool!["function"]!["name"]!));
        Assert.Equal("WebFetch", (string)body["tool_choice"]!["function"]!["name"]!);
        Assert.Equal("The tool WebFetch is available now.\n\n<system-reminder>\nnote\n</system-reminder>", Text(body["messages"]![2]!));
        Assert.DoesNotContain("cache_control", body.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory] // local-servers 7.1: a server that reads earlier arguments refuses the whole request
    [InlineData("""{"a":"\ud83d"}""", """{"a":"\ufffd"}""")]
    [InlineData("""{"a":"\\ud83d \ud83d\ude00"}""", """{"a":"\\ud83d \ud83d\ude00"}""")]
    [InlineData("null", "{}")]
    [InlineData("\"cut off {\"", "{}")]
    [InlineData("[1]", "{}")]
    [InlineData("""{"__unparsedToolInput":{"raw":"{\"a\": ","len":6}}""", """{"__unparsedToolInput":{"raw":"{\"a\": ","len":6}}""")]
    public void EarlierArgumentsAreAlwaysOneValidObject(string input, string expected)
    {
        var messages = Messages("""{"messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"Read","input":""" + input + "}]}]}");

        var arguments = (string)messages[1]["tool_calls"]![0]!["function"]!["arguments"]!;
        Assert.Equal(expected, arguments);
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(arguments).ValueKind);
    }

    [Fact]
    public void ACallWithoutAnIdIsToldInWords()
    {
        var messages = Messages("""{"messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","name":"Read","input":{}}]},{"role":"user","content":"so"}]}""");

        Assert.Equal(["go", "[A call of the tool Read stood here.]", "so"], messages.Select(Text));
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":" "}]}""")]
    [InlineData("""{"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"EqQB"}]}]}""")]
    public void AChatWithoutWordsStillHasAMessage(string body) => Assert.Equal(["user"], Messages(body).Select(Role));

    [Fact]
    public void NoMessagesAtAllIsToldAsAnthropicDoes() // edge case 113
    {
        Assert.False(RequestConversion.TryConvert("""{"messages":[]}"""u8.ToArray(), new ConvertOptions { Model = "m" }, RequestToOpenAi.Write, out _, out var problem));
        Assert.Equal("messages: at least one message is required", problem);
    }
}
