namespace ClaudeSidecar.Tests.Execution.Answers;

/// <summary>Calls that a model writes as text (edge case 83). Each text is read whole and cut in many ways.</summary>
public sealed class TextCallTests
{
    [Theory] // edge case 83
    [InlineData("<tool_call>\n<function=Bash>\n<parameter=command>\nls -la\n</parameter>\n<parameter=timeout>\n5000\n</parameter>\n</function>\n</tool_call>", """⟦Bash {"command":"ls -la","timeout":5000}⟧""")]
    [InlineData("<function=Bash>\n<parameter=command>\nls\n</parameter>\n</function>\n</tool_call>", """⟦Bash {"command":"ls"}⟧""")]
    [InlineData("<function=Bash>\n<parameter=command>\nls\n</parameter>\n</function>", """⟦Bash {"command":"ls"}⟧""")]
    [InlineData("<function=Bash><parameter=command>ls</parameter>", """⟦Bash {"command":"ls"}⟧""")]
    [InlineData("<function=Bash>\n<parameter=command>\nls\n", """⟦Bash {"command":"ls"}⟧""")]
    [InlineData("<tool_call>\n<function=Bash>\n<parameter=command>\nls\n<parameter=timeout>\n5\n</function>\n</tool_call>", """⟦Bash {"command":"ls","timeout":5}⟧""")]
    [InlineData("<tool_call>\n<function=now>\n</function>\n</tool_call>", "⟦Now {}⟧")]
    [InlineData("<tool_call>\n{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}\n</tool_call>", """⟦Bash {"command":"ls"}⟧""")]
    [InlineData("<tool_call>{\"name\": \"Bash\", \"arguments\": \"{\\\"command\\\": \\\"ls\\\"}\"}</tool_call>", """⟦Bash {"command":"ls"}⟧""")]
    [InlineData("<tool_call>\n{\"arguments\": {\"command\": \"ls\"}, \"name\": \"Bash\"}", """⟦Bash {"command":"ls"}⟧""")]
    [InlineData("<tool_call>{\"name\":\"Bash\",\"arguments\":{\"command\":\"ls\"}}</tool_call>\n<tool_call>{\"name\":\"Read\",\"arguments\":{\"file_path\":\"/a\"}}</tool_call>", """⟦Bash {"command":"ls"}⟧⟦Read {"file_path":"/a"}⟧""")]
    [InlineData("<tool_call>\n{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}\n{\"name\": \"Now\", \"arguments\": {}}\n</tool_call>", """⟦Bash {"command":"ls"}⟧⟦Now {}⟧""")]
    [InlineData("<tool_call>Bash\n<arg_key>command</arg_key>\n<arg_value>ls</arg_value>\n<arg_key>timeout</arg_key>\n<arg_value>5</arg_value>\n</tool_call>", """⟦Bash {"command":"ls","timeout":5}⟧""")]
    [InlineData("<tool_call>Now</tool_call>", "⟦Now {}⟧")]
    [InlineData("<|tool_calls_section_begin|><|tool_call_begin|>functions.Bash:0<|tool_call_argument_begin|>{\"command\":\"ls\"}<|tool_call_end|><|tool_call_begin|>functions.Read:1<|tool_call_argument_begin|>{\"file_path\":\"/a\"}<|tool_call_end|><|tool_calls_section_end|>",
        """⟦Bash {"command":"ls"}⟧⟦Read {"file_path":"/a"}⟧""")]
    [InlineData("<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>Bash<｜tool▁sep｜>{\"command\":\"ls\"}<｜tool▁call▁end｜><｜tool▁calls▁end｜><｜end▁of▁sentence｜>", """⟦Bash {"command":"ls"}⟧""")]
    [InlineData("<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>Bash\n```json\n{\"command\":\"ls\"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>", """⟦Bash {"command":"ls"}⟧""")]
    [InlineData("<｜DSML｜function_calls>\n<｜DSML｜invoke name=\"Bash\">\n<｜DSML｜parameter name=\"command\" string=\"true\">ls</｜DSML｜parameter>\n<｜DSML｜parameter name=\"timeout\" string=\"false\">5</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜function_calls>",
        """⟦Bash {"command":"ls","timeout":5}⟧""")]
    [InlineData("[TOOL_CALLS]Bash[ARGS]{\"command\":\"ls\"}[TOOL_CALLS]Read[ARGS]{\"file_path\":\"/a\"}</s>", """⟦Bash {"command":"ls"}⟧⟦Read {"file_path":"/a"}⟧""")]
    [InlineData("[TOOL_CALLS][{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}, {\"name\": \"Now\", \"arguments\": {}}]", """⟦Bash {"command":"ls"}⟧⟦Now {}⟧""")]
    [InlineData("[TOOL_CALLS]Bash[CALL_ID]123456789[ARGS]{\"command\":\"ls\"}", """⟦Bash {"command":"ls"}⟧""")]
    [InlineData("<minimax:tool_call>\n<invoke name=\"Bash\">\n<parameter name=\"command\">ls</parameter>\n</invoke>\n<invoke name=\"Now\">\n</invoke>\n</minimax:tool_call>", """⟦Bash {"command":"ls"}⟧⟦Now {}⟧""")]
    [InlineData("<function_calls>\n<invoke name=\"Read\">\n<parameter name=\"file_path\">/a</parameter>\n<parameter name=\"limit\">10</parameter>\n</invoke>\n</function_calls>", """⟦Read {"file_path":"/a","limit":10}⟧""")]
    [InlineData("<invoke name=\"Read\">\n<parameter name=\"file_path\">/a</parameter>\n</invoke>", """⟦Read {"file_path":"/a"}⟧""")]
    [InlineData("<|start|>assistant to=functions.Bash<|channel|>commentary json<|message|>{\"command\":\"ls\"}<|call|>", """⟦Bash {"command":"ls"}⟧""")]
    [InlineData("<|channel|>commentary to=functions.Bash <|constrain|>json<|message|>{\"command\":\"ls\"}<|call|>", """⟦Bash {"command":"ls"}⟧""")]
    [InlineData("[TOOL_REQUEST]{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}[END_TOOL_REQUEST]", """⟦Bash {"command":"ls"}⟧""")]
    [InlineData("<|python_tag|>{\"name\": \"Bash\", \"parameters\": {\"command\": \"ls\"}}<|eom_id|>", """⟦Bash {"command":"ls"}⟧""")]
    [InlineData("<|tool_call|>[{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}]", """⟦Bash {"command":"ls"}⟧""")]
    [InlineData("```json\n{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}\n```", """⟦Bash {"command":"ls"}⟧""")]
    [InlineData("{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}", """⟦Bash {"command":"ls"}⟧""")]
    [InlineData("<think>Hm.</think>\n\n{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}", """⟦Bash {"command":"ls"}⟧""")]
    public void EachFamilysFormIsRecovered(string text, string expected) => Assert.Equal(expected, AnswerRun.Content(text));

    [Theory] // edge case 83
    [InlineData("The tag <tool_call> opens a call and </tool_call> closes it.")]
    [InlineData("Qwen writes <tool_call>{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}</tool_call> for a call.")]
    [InlineData("Mistral writes [TOOL_CALLS]Bash[ARGS]{\"command\":\"ls\"} and then stops.")]
    [InlineData("<tool_call>{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}</tool_call> is how it looks.")]
    [InlineData("Use `<function=Bash>` and `<parameter=command>` for it.")]
    [InlineData("Like this: `<tool_call>{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}</tool_call>`")]
    [InlineData("An example:\n\n```xml\n<tool_call>\n<function=Bash>\n<parameter=command>\nls\n</parameter>\n</function>\n</tool_call>\n```\n\nThat is all.")]
    [InlineData("~~~\n<tool_call>{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}</tool_call>\n~~~")]
    [InlineData("An example:\n```json\n{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}\n```")]
    [InlineData("{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}\nis what I would send.")]
    [InlineData("{\"name\": \"Ada\", \"age\": 36}")]
    [InlineData("{\"name\": \"Bash\"}")]
    [InlineData("```\nplain code\n```")]
    [InlineData("<tool_call>\n<function=Unknown>\n<parameter=a>\nb\n</parameter>\n</function>\n</tool_call>")] // edge case 84
    [InlineData("<tool_call>{\"name\": \"Unknown\", \"arguments\": {}}</tool_call>.")]
    [InlineData("<tool_call>Unknown\n<arg_key>a</arg_key>\n<arg_value>b</arg_value>\n</tool_call>.")]
    [InlineData("[TOOL_CALLS] is a token.")]
    [InlineData("if (a < b && c[0] > d) { return <T>(x); }")]
    [InlineData("A list [1], [2] and <b>bold</b> <invoke name=\"x\"> text")]
    [InlineData("<function=Bash>\nthis is no parameter\n</function> but text")]
    [InlineData("[TOOL_REQUEST] needs JSON")]
    [InlineData("a <")]
    [InlineData("a <tool_cal")]
    [InlineData("see [")]
    [InlineData("Escape \\<tool_call> as &lt;tool_call&gt;")]
    [InlineData("Unclosed ` tick and <tool_call> in a line")]
    public void WhatOnlyMentionsACallStaysAsItIs(string text) => Assert.Equal(text, AnswerRun.Content(text));

    [Theory] // edge cases 81, 83
    [InlineData("I look.\n<tool_call>\n{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}\n</tool_call>", "I look.\n⟦Bash {\"command\":\"ls\"}⟧")]
    [InlineData("I look.<tool_call>{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}</tool_call>", "I look.⟦Bash {\"command\":\"ls\"}⟧")]
    [InlineData("I look.\n<function=Bash>\n<parameter=command>\nls\n</parameter>\n</function>\nThen I read.\n<function=Read>\n<parameter=file_path>\n/a\n</parameter>\n</function>\n",
        "I look.\n⟦Bash {\"command\":\"ls\"}⟧Then I read.\n⟦Read {\"file_path\":\"/a\"}⟧")]
    [InlineData("<tool_call>\n{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}\n</tool_call>\n\nNow I wait for `</tool_call>`.", "⟦Bash {\"command\":\"ls\"}⟧Now I wait for `</tool_call>`.")]
    [InlineData("```sh\nls\n```\n<tool_call>{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}</tool_call>", "```sh\nls\n```\n⟦Bash {\"command\":\"ls\"}⟧")]
    [InlineData("It is a ` tick.\n<tool_call>{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}</tool_call>", "It is a ` tick.\n⟦Bash {\"command\":\"ls\"}⟧")]
    [InlineData("The tag <tool_call> is used.\n<tool_call>{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}</tool_call>", "The tag <tool_call> is used.\n⟦Bash {\"command\":\"ls\"}⟧")]
    public void TextAndCallsKeepTheirOrder(string text, string expected) => Assert.Equal(expected, AnswerRun.Content(text));

    [Theory] // edge case 83: a value may hold anything
    [InlineData("a </parameter> b")]
    [InlineData("<html>\n<parameter name=\"x\">1</parameter>\n</html>\n")]
    [InlineData("<tool_call>\n<function=Bash>\n<parameter=command>\nls\n</parameter>\n</function>\n</tool_call>\n")]
    [InlineData("text.Replace(\"</parameter>\", \"\")\n")]
    [InlineData("</parameter>\n</function>\n</tool_call>\n")]
    [InlineData("\n\nblank lines around\n\n")]
    [InlineData("```js\nconst a = '<think>';\n```\n</think>\n<|im_end|>")]
    [InlineData("{\"a\": [1, 2]}")]
    [InlineData("true")]
    [InlineData("中文 🙂 \\n \"quoted\" 'single'")]
    [InlineData("<arg_value>x</arg_value>")]
    [InlineData("</invoke> and </arg_value> alone")]
    public void AFilesContentArrivesToTheByte(string content)
    {
        var json = System.Text.Json.JsonSerializer.Serialize(content, TextJson.Default.String);
        var expected = Read($"{{\"file_path\":\"/a\",\"content\":{json}}}");

        Assert.Equal(expected, Read(AnswerRun.Content($"<tool_call>\n<function=Write>\n<parameter=file_path>\n/a\n</parameter>\n<parameter=content>\n{content}\n</parameter>\n</function>\n</tool_call>")));
        Assert.Equal(expected, Read(AnswerRun.Content($"<tool_call>{{\"name\": \"Write\", \"arguments\": {{\"file_path\": \"/a\", \"content\": {json}}}}}</tool_call>")));
        Assert.Equal(expected, Read(AnswerRun.Content($"<function_calls>\n<invoke name=\"Write\">\n<parameter name=\"file_path\">/a</parameter>\n<parameter name=\"content\">\n{content}\n</parameter>\n</invoke>\n</function_calls>")));
        Assert.Equal(expected, Read(AnswerRun.Content($"<tool_call>Write\n<arg_key>file_path</arg_key>\n<arg_value>/a</arg_value>\n<arg_key>content</arg_key>\n<arg_value>\n{content}\n</arg_value>\n</tool_call>")));
        Assert.Equal(expected, Read(AnswerRun.Content($"[TOOL_CALLS]Write[ARGS]{{\"file_path\": \"/a\", \"content\": {json}}}")));
        Assert.Equal(expected, Read(AnswerRun.Content($"<|tool_call_begin|>functions.Write:0<|tool_call_argument_begin|>{{\"file_path\": \"/a\", \"content\": {json}}}<|tool_call_end|>")));
    }

    [Fact]
    public void AFilesContentMayBeACallBesideOtherCalls() // edge case 83
    {
        const string Example = "<tool_call>\n<function=Bash>\n<parameter=command>\nls\n</parameter>\n</function>\n</tool_call>";
        var write = $"<tool_call>\n<function=Write>\n<parameter=file_path>\n/a\n</parameter>\n<parameter=content>\n{Example}\n</parameter>\n</function>\n</tool_call>";
        var content = AnswerRun.Content($"Two.\n{write}\n{Example}\n{write}");

        var escaped = Example.Replace("\n", "\\n", StringComparison.Ordinal);
        var call = $"⟦Write {{\"file_path\":\"/a\",\"content\":\"{escaped}\"}}⟧";
        Assert.Equal($"Two.\n{call}⟦Bash {{\"command\":\"ls\"}}⟧{call}", content.Replace("\\u003C", "<", StringComparison.Ordinal).Replace("\\u003E", ">", StringComparison.Ordinal));
    }

    [Theory] // edge case 83: neither the stack nor the time grows with what begins and never ends
    [InlineData("<tool_call>")]
    [InlineData("<tool_call>\n<function=Bash>\n<parameter=command>\n")]
    [InlineData("<function=Bash><parameter=a>")]
    [InlineData("<tool_call>{\"name\": \"Bash\", \"arguments\": {\"a\": [")]
    [InlineData("<|channel|>")]
    [InlineData("<think>`")]
    public void OpenersWithoutEndAreRead(string opener)
    {
        var random = new Random(1);
        var texts = Enumerable.Range(0, 20_000).Select(_ => $"{opener}{random.Next()}{opener}");
        var (stream, _) = AnswerRun.Stream(AnswerRun.Chunks([string.Concat(texts)]), int.MaxValue);

        Assert.NotNull(Fakes.StreamValidator.Read(stream).StopReason);
    }

    [Theory] // local-servers 6: a call inside reasoning
    [InlineData("<think>I look.\n<tool_call>\n{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}\n</tool_call>\n</think>\n", "⟦Bash {\"command\":\"ls\"}⟧")]
    [InlineData("<think>I look.\n<function=Bash>\n<parameter=command>\nls\n</parameter>\n</function>\n</tool_call>", "⟦Bash {\"command\":\"ls\"}⟧")]
    [InlineData("<think>I could <tool_call>{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}</tool_call> but no.</think>", "(The local model reasoned but gave no answer.)")]
    [InlineData("<think>I look.\n<tool_call>{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}</tool_call></think>\nDone.", "Done.")]
    public void ACallInReasoningCountsWhereThereIsNothingElse(string text, string expected) => Assert.Equal(expected, AnswerRun.Content(text));

    [Fact]
    public void ACallInTheReasoningFieldCountsWhereThereIsNothingElse() =>
        Assert.Equal("⟦Bash {\"command\":\"ls\"}⟧", AnswerRun.Content("I look.\n<tool_call>\n{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}\n</tool_call>", field: "reasoning_content"));

    [Theory] // local-servers 6: cut by the token limit
    [InlineData("I write.\n<tool_call>\n<function=Write>\n<parameter=file_path>\n/a\n</parameter>\n<parameter=content>\nHalf of", "I write.\n (max_tokens)")]
    [InlineData("<tool_call>\n<function=Bash>\n<parameter=command>\nrm -rf /home/a", "(The tool call was cut off by the output limit and was not made.) (max_tokens)")]
    [InlineData("<tool_call>\n{\"name\": \"Bash\", \"arguments\": {\"command\": \"rm -rf /home/a", "(The tool call was cut off by the output limit and was not made.) (max_tokens)")]
    [InlineData("<tool_call>\n{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"", "(The tool call was cut off by the output limit and was not made.) (max_tokens)")]
    [InlineData("[TOOL_CALLS]Bash[ARGS]{\"command\":\"rm -rf /home", "(The tool call was cut off by the output limit and was not made.) (max_tokens)")]
    [InlineData("<|channel|>commentary to=functions.Bash<|message|>{\"command\":\"rm -rf /home", "(The tool call was cut off by the output limit and was not made.) (max_tokens)")]
    [InlineData("<tool_call>{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}</tool_call>\n<tool_call>{\"name\": \"Ba", "⟦Bash {\"command\":\"ls\"}⟧")]
    public void ACallThatTheLimitCutIsNotMade(string text, string expected) => Assert.Equal(expected, AnswerRun.Content(text, finish: "length"));

    private static string Read(string content)
    {
        var start = content.IndexOf('{', StringComparison.Ordinal);
        using var json = System.Text.Json.JsonDocument.Parse(content[start..(content.LastIndexOf('}') + 1)]);
        Assert.True(start == 0 || content.StartsWith("⟦Write {", StringComparison.Ordinal) && content.EndsWith("}⟧", StringComparison.Ordinal), content);
        return string.Join('\n', json.RootElement.EnumerateObject().Select(member => $"{member.Name}={member.Value.GetString()}"));
    }
}
