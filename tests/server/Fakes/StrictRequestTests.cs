using System.Text;
using System.Text.Json.Nodes;

namespace ClaudeSidecar.Tests.Fakes;

/// <summary>The strict reader of requests refuses each thing that it says it refuses, and nothing that Claude Code sends.</summary>
public sealed class StrictRequestTests
{
    private const string Good = """
        {"model":"claude-sonnet-5","max_tokens":8000,"system":[{"type":"text","text":"Be exact.","cache_control":{"type":"ephemeral"}}],
         "tools":[{"name":"Read","description":"Reads.","input_schema":{"type":"object","properties":{"file_path":{"type":"string"},"limit":{"type":["integer","null"]}},"required":["file_path"]}},
                  {"name":"Bash","description":"Runs.","input_schema":{"type":"object","properties":{"command":{"type":"string"}}}}],
         "messages":[
          {"role":"user","content":[{"type":"text","text":"<system-reminder>x</system-reminder>"},{"type":"text","text":"Look."}]},
          {"role":"system","content":"# Environment"},
          {"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"sealed"},{"type":"text","text":"I look."},
            {"type":"tool_use","id":"toolu_1","name":"Read","input":{"file_path":"a"}},{"type":"tool_use","id":"toolu_2","name":"Bash","input":{}}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_2","content":[{"type":"text","text":"ok"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}]}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"","is_error":true},{"type":"text","text":"go on"}]},
          {"role":"user","content":"and quickly"}]}
        """;

    [Fact]
    public void WhatClaudeCodeSendsIsAccepted() => Assert.Empty(Judge(_ => { }));

    [Theory]
    [InlineData("model", "\"\"", "model: is no name.")]
    [InlineData("max_tokens", "0", "max_tokens: is no whole number")]
    [InlineData("thinking", """{"type":"enabled","budget_tokens":8000}""", "thinking: its budget")]
    [InlineData("system", "\" \"", "system: is empty.")]
    [InlineData("system", "[]", "system: has no blocks.")]
    [InlineData("system", """[{"type":"text","text":"\n"}]""", "system.0: is no text")]
    [InlineData("system", "7", "system: is neither")]
    [InlineData("messages", "[]", "messages: there are none.")]
    [InlineData("messages/0/role", "\"assistant\"", "messages.0: the first message is not the user's.")]
    [InlineData("messages/0/role", "\"tool\"", "messages.0: its role is unknown.")]
    [InlineData("messages/5/role", "\"assistant\"", "messages: the last message is not the user's.")]
    [InlineData("messages/0/role", "\"system\"", "messages.0: a system message stands only")]
    [InlineData("messages/2/role", "\"system\"", "messages.1: a system message stands only")]
    [InlineData("messages/3/role", "\"system\"", "messages.3: a system message stands only")]
    [InlineData("messages/5/content", "\"  \"", "messages.5: its text is empty.")]
    [InlineData("messages/5/content", "[]", "messages.5: it has no blocks.")]
    [InlineData("messages/5/content", "null", "messages.5: its content is neither")]
    [InlineData("messages/1/content", "[]", "messages.1: it has no blocks.")]
    [InlineData("messages/0/content/1/text", "\"\"", "messages.0.1: its text is empty.")]
    [InlineData("messages/0/content/1/type", "\"tool_use\"", "messages.0.1: a block of type \"tool_use\"")]
    [InlineData("messages/2/content/0/signature", "\"\"", "messages.2.0: the thinking has no signature.")]
    [InlineData("messages/2/content/0", """{"type":"redacted_thinking","data":""}""", "messages.2.0: the redacted thinking has no data.")]
    [InlineData("messages/2/content/1", """{"type":"image","source":{"type":"url","url":"x"}}""", "messages.2.1: a block of type \"image\"")]
    [InlineData("messages/2/content/2/id", "\"toolu_2\"", "messages.2: the call's id \"toolu_2\" is not its alone.")]
    [InlineData("messages/2/content/2/id", "\"call.1|x\"", "messages.2: the call's id \"call.1|x\" has other characters")]
    [InlineData("messages/2/content/2/name", "\"Write\"", "messages.2.2: the tool \"Write\" is not offered.")]
    [InlineData("messages/2/content/2/input", "\"{}\"", "messages.2.2: the call's input is no object.")]
    [InlineData("messages/4/content/0/tool_use_id", "\"toolu_9\"", "messages.4: the result of \"toolu_9\" has no call")]
    [InlineData("messages/4/content/0/tool_use_id", "\"toolu_2\"", "messages.4: the result of \"toolu_2\" has no call")]
    [InlineData("messages/4/content/0/tool_use_id", "\"toolu_2\"", "messages.6: the call \"toolu_1\" has no result right after it.")]
    [InlineData("messages/3/content", "\"never mind\"", "messages.6: the call \"toolu_2\" has no result right after it.")]
    [InlineData("messages/3/content", "\"never mind\"", "messages.4: the result of \"toolu_1\" stands behind something else.")]
    [InlineData("messages/3/content/0/content/0/text", "\" \"", "messages.3.0.0: its text is empty.")]
    [InlineData("messages/3/content/0/content/1/source/data", "\"?\"", "messages.3.0.1: the image cannot be read.")]
    [InlineData("messages/3/content/0/content/1", """{"type":"tool_reference","tool_name":"Write"}""", "messages.3.0.1: the tool \"Write\" that it refers to is not offered.")]
    [InlineData("messages/3/content/0/content/1/type", "\"thinking\"", "messages.3.0.1: a block of type \"thinking\"")]
    [InlineData("messages/3/content/0/content", "7", "messages.3.0: the result's content is neither")]
    [InlineData("messages/4/content/0/is_error", "\"yes\"", "messages.4.0: is_error is neither")]
    [InlineData("tools/1/name", "\"Read\"", "tools.1: there is more than one \"Read\".")]
    [InlineData("tools/1/name", "\"Run it\"", "tools.1: \"Run it\" is no name of a tool.")]
    [InlineData("tools/1/input_schema", "null", "tools.1: it has no schema.")]
    [InlineData("tools/1/input_schema/type", "\"array\"", "tools.1: its schema is not for an object.")]
    [InlineData("tools/1/input_schema/properties/command", "7", "tools.1.command: a schema is no object.")]
    [InlineData("tools/1/input_schema/properties/command/type", "\"text\"", "tools.1.command: a schema's type is unknown.")]
    [InlineData("tools/1/input_schema/properties/command/enum", "[]", "tools.1.command: a schema's list of values is empty.")]
    [InlineData("tools/1/input_schema/required", """["timeout"]""", "tools.1: a schema requires what it does not describe.")]
    [InlineData("tool_choice", """{"type":"tool","name":"Write"}""", "tool_choice: it names no tool")]
    [InlineData("messages/5/content", """[{"type":"text","text":"x","cache_control":{"type":"forever"}}]""", "cache_control: is of an unknown type.")]
    [InlineData("messages/2/content/0/cache_control", """{"type":"ephemeral"}""", "cache_control: stands on thinking.")]
    public void EachViolationIsNamedWithItsPlace(string place, string value, string fault) =>
        Assert.Contains(Judge(request => Set(request, place, value)), found => found.StartsWith(fault, StringComparison.Ordinal));

    [Fact]
    public void FourCacheMarksAreAllowedAndFiveAreNot()
    {
        Assert.Empty(Judge(request => Mark(request, 3)));
        Assert.Contains("cache_control: 5 marks, and at most 4 are allowed.", Judge(request => Mark(request, 4)));
    }

    [Fact]
    public void WhatIsNoJsonNoObjectAndNoUtf8IsRefused()
    {
        Assert.StartsWith("The body is no valid JSON", Assert.Single(StrictRequest.Judge(Encoding.UTF8.GetBytes(Good + "}"))), StringComparison.Ordinal);
        Assert.StartsWith("The body is no valid JSON", Assert.Single(StrictRequest.Judge(Encoding.UTF8.GetBytes(Good.Replace("\"max_tokens\"", "\"model\"", StringComparison.Ordinal)))), StringComparison.Ordinal);
        Assert.Equal(["The body is no JSON object."], StrictRequest.Judge("[]"u8.ToArray()));
        Assert.Equal(["The body is no valid UTF-8."], StrictRequest.Judge(new byte[] { (byte)'"', 0xC3, (byte)'"' }));
        Assert.Equal(["the body.messages.5.content: holds half of a character."], StrictRequest.Judge(Encoding.UTF8.GetBytes(Good.Replace("and quickly", "\\ud83d", StringComparison.Ordinal))));
    }

    private static IReadOnlyList<string> Judge(Action<JsonObject> change)
    {
        var request = JsonNode.Parse(Good)!.AsObject();
        change(request);
        return StrictRequest.Judge(Encoding.UTF8.GetBytes(request.ToJsonString()));
    }

    private static void Mark(JsonObject request, int more)
    {
        var message = request["messages"]![0]!["content"]!.AsArray();
        for (var i = 0; i < more; i++)
        {
            message.Add(JsonNode.Parse("""{"type":"text","text":"x","cache_control":{"type":"ephemeral","ttl":"1h"}}"""));
        }
    }

    private static void Set(JsonNode node, string place, string value)
    {
        var steps = place.Split('/');
        foreach (var step in steps[..^1])
        {
            node = int.TryParse(step, out var index) ? node[index]! : node[step]!;
        }

        if (int.TryParse(steps[^1], out var last))
        {
            node[last] = JsonNode.Parse(value);
        }
        else
        {
            node[steps[^1]] = JsonNode.Parse(value);
        }
    }
}
