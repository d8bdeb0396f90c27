using System.Text;
using System.Text.Json;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Execution.Answers;

/// <summary>What becomes of a call's arguments (edge cases 79, 80).</summary>
public sealed class ArgumentTests
{
    [Theory] // edge case 80: repaired where there is one reading
    [InlineData("Bash", """{"command":"ls",}""", """{"command":"ls"}""")]
    [InlineData("Bash", """{"command":"ls" """, """{"command":"ls"}""")]
    [InlineData("Bash", """{'command':'it\'s "here"'}""", """{"command":"it's \"here\""}""")]
    [InlineData("Bash", """{command:"ls",run_in_background:True}""", """{"command":"ls","run_in_background":true}""")]
    [InlineData("Bash", "{\"command\":\"a\nb\tc\"}", """{"command":"a\nb\tc"}""")]
    [InlineData("Bash", """{"command":"grep \d+ C:\Users"}""", """{"command":"grep \\d+ C:\\Users"}""")]
    [InlineData("Bash", "```json\n{\"command\":\"ls\"}\n```", """{"command":"ls"}""")]
    [InlineData("Bash", "\"{\\\"command\\\":\\\"ls\\\"}\"", """{"command":"ls"}""")]
    [InlineData("Bash", """{"command":"ls"}}""", """{"command":"ls"}""")]
    [InlineData("Bash", """{"command":"ls"}</tool_call>""", """{"command":"ls"}""")]
    [InlineData("Now", "", "{}")]
    [InlineData("Now", "null", "{}")]
    // Coerced where the schema has no string there.
    [InlineData("Bash", """{"command":"ls","timeout":"5000","run_in_background":"true"}""", """{"command":"ls","timeout":5000,"run_in_background":true}""")]
    [InlineData("Read", """{"file_path":"/a","offset":"3.0","limit":null}""", """{"file_path":"/a","offset":3}""")]
    [InlineData("Read", """{"file_path":"/a","limit":"null"}""", """{"file_path":"/a"}""")]
    [InlineData("Read", """{"file_path":"/a","limit":"many"}""", """{"file_path":"/a","limit":"many"}""")]
    [InlineData("TodoWrite", """{"todos":"[{\"content\":\"a\",\"done\":\"false\"},{\"content\":\"b\",\"done\":\"null\"}]"}""", """{"todos":[{"content":"a","done":false},{"content":"b","done":null}]}""")]
    [InlineData("mcp__notes__add", """{"text":"x","meta":"{\"a\":1}"}""", """{"text":"x","meta":{"a":1}}""")]
    // Never where a string may stand.
    [InlineData("Write", """{"file_path":"/a","content":"[1, 2]"}""", """{"file_path":"/a","content":"[1, 2]"}""")]
    [InlineData("Write", """{"file_path":"/a","content":"null"}""", """{"file_path":"/a","content":"null"}""")]
    [InlineData("mcp__notes__add", """{"text":"null"}""", """{"text":"null"}""")]
    public void ArgumentsAreReadInTheOnlyWayTheyCanBe(string tool, string arguments, string expected)
    {
        var message = Answer(tool, arguments);

        Assert.Equal("tool_use", message.StopReason);
        Assert.Equal(Normal(expected), message.Blocks[0]["input"]);
    }

    [Theory] // edge case 80: what has several readings is given back
    [InlineData("""{"command": ls}""")]
    [InlineData("""{"command":"echo "hi""}""")]
    [InlineData("""["ls"]""")]
    [InlineData("ls -la")]
    [InlineData("""{"command":"ls"} and {"command":"rm"}""")]
    [InlineData("""{"command":"rm -rf /home/a""")]
    public void WhatCannotBeReadIsGivenBackAsAnErrorThatTheModelReads(string arguments)
    {
        var message = Answer("Bash", arguments);

        using var input = JsonDocument.Parse((string)message.Blocks[0]["input"]);
        Assert.Equal("tool_use", message.StopReason);
        Assert.False(input.RootElement.TryGetProperty("command", out _));
        Assert.Contains("not run", input.RootElement.GetProperty("_error").GetString(), StringComparison.Ordinal);
        Assert.Equal(arguments, input.RootElement.GetProperty("_arguments").GetString());
    }

    [Theory] // edge case 80: a tool that nothing checks before it runs is not called at all
    [InlineData("Now")]
    [InlineData("mcp__notes__add")]
    public void AToolThatMightRunAllTheSameIsNotCalled(string tool)
    {
        var message = Answer(tool, "{nonsense");

        Assert.Equal("end_turn", message.StopReason);
        Assert.Contains($"The call of the tool {tool} was not made", (string)message.Blocks[0]["text"], StringComparison.Ordinal);
    }

    [Fact]
    public void SnapshotsInPlaceOfDeltasAreOneCall() // edge case 79
    {
        string[] snapshots = ["{\"comm", "{\"command\":\"l", "{\"command\":\"ls\"}", "{\"command\":\"ls\"}"];
        var message = Answer("Bash", snapshots);

        Assert.Equal("""{"command":"ls"}""", Assert.Single(message.Blocks)["input"]);
    }

    [Theory] // local-servers 6: vLLM says tool_calls although the limit cut the call
    [InlineData("""{"command":"rm -rf /home/a""", "max_tokens")]
    [InlineData("""{"command":""", "max_tokens")]
    [InlineData("""{"timeout":5""", "max_tokens")]
    [InlineData("""{"timeout":true""", "max_tokens")]
    [InlineData("""{"command":"ls" """, "tool_use")]
    public void ACutCallThatIsSaidToBeWholeIsNotMade(string arguments, string reason) => Assert.Equal(reason, Answer("Bash", [arguments], "tool_calls").StopReason);

    private static StreamValidator Answer(string tool, string arguments) => Answer(tool, [arguments]);

    private static StreamValidator Answer(string tool, string[] pieces, string finish = "stop")
    {
        var chunks = pieces.Select((piece, i) =>
            $"data: {{\"choices\":[{{\"delta\":{{\"tool_calls\":[{{\"index\":0,\"function\":{{{(i == 0 ? $"\"name\":\"{tool}\"," : "")}\"arguments\":{JsonSerializer.Serialize(piece, TextJson.Default.String)}}}}}]}}}}]}}\n\n");
        return StreamValidator.Read(AnswerRun.Stream(string.Concat(chunks) + $"data: {{\"choices\":[{{\"delta\":{{}},\"finish_reason\":\"{finish}\"}}]}}\n\ndata: [DONE]\n\n").Stream);
    }

    private static string Normal(string json) => JsonSerializer.Serialize(JsonElement.Parse(Encoding.UTF8.GetBytes(json)), ValidatorJson.Default.JsonElement);
}
