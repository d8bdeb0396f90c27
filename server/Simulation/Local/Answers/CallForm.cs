using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Local.Answers;

/// <summary>How a model family writes tool calls, for a server that does not read them out of the text (local-servers 4).</summary>
/// <param name="Name">The name in scripts.</param>
/// <param name="Does">What it looks like, in one sentence.</param>
/// <param name="Write">The calls of one answer as text; null where the server reads them and sends them by themselves.</param>
internal sealed record CallForm(string Name, string Does, Func<IReadOnlyList<ToolCall>, string>? Write)
{
    /// <summary>Calls beside the text, as the dialects have them.</summary>
    public static readonly CallForm Structured = new("structured", "as calls of the dialect, beside the text", null);

    /// <summary>All forms.</summary>
    public static readonly IReadOnlyList<CallForm> All =
    [
        Structured,
        new("qwen-xml", "Qwen3-Coder: function and parameter tags within <tool_call>", calls => Lines(calls, call => $"<tool_call>\n{QwenXml(call)}\n</tool_call>")),
        new("qwen-xml-bare", "the same without the opening <tool_call>", calls => Lines(calls, call => $"{QwenXml(call)}\n</tool_call>")),
        new("hermes", "Hermes, Qwen 2.5 and 3: JSON within <tool_call>", calls => Lines(calls, call => $"<tool_call>\n{Json(call)}\n</tool_call>")),
        new("fenced-json", "the JSON of a call in a code fence", calls => Lines(calls, call => $"```json\n{Json(call)}\n```")),
        new("glm", "GLM: arg_key and arg_value tags within <tool_call>", calls => Lines(calls, Glm)),
        new("kimi", "Kimi K2: a section of calls between its own tokens", Kimi),
        new("deepseek", "DeepSeek V3.1: calls between its own tokens", DeepSeek),
        new("deepseek-dsml", "DeepSeek V3.2 and later: invoke and parameter tags marked DSML", Dsml),
        new("mistral", "Mistral, Devstral: [TOOL_CALLS]NAME[ARGS]{…}", calls => string.Concat(calls.Select(call => $"[TOOL_CALLS]{call.Name}[ARGS]{call.Spelt}"))),
        new("mistral-list", "older Mistral: [TOOL_CALLS] and a JSON array", calls => $"[TOOL_CALLS][{string.Join(", ", calls.Select(Json))}]"),
        new("minimax", "MiniMax M2: invoke and parameter tags within <minimax:tool_call>", calls => Lines(calls, call => $"<minimax:tool_call>\n{Invoke(call)}\n</minimax:tool_call>")),
        new("harmony", "gpt-oss: a commentary message to functions.NAME", calls => string.Concat(calls.Select(call => $"<|start|>assistant to=functions.{call.Name}<|channel|>commentary json<|message|>{call.Spelt}<|call|>"))),
        new("harmony-constrain", "gpt-oss: the receiver behind the channel, and <|constrain|>json", calls => string.Concat(calls.Select(call => $"<|start|>assistant<|channel|>commentary to=functions.{call.Name} <|constrain|>json<|message|>{call.Spelt}<|call|>"))),
        new("lm-studio", "LM Studio's own: JSON between [TOOL_REQUEST] and [END_TOOL_REQUEST]", calls => Lines(calls, call => $"[TOOL_REQUEST]\n{Json(call)}\n[END_TOOL_REQUEST]")),
    ];

    private static string Lines(IReadOnlyList<ToolCall> calls, Func<ToolCall, string> write) => string.Join('\n', calls.Select(write));

    private static string Json(ToolCall call) => $$"""{"name": {{CompactJson.Text(JsonValue.Create(call.Name))}}, "arguments": {{call.Spelt}}}""";

    private static string QwenXml(ToolCall call) =>
        $"<function={call.Name}>\n{string.Concat(Arguments(call).Select(argument => $"<parameter={argument.Name}>\n{argument.Value}\n</parameter>\n"))}</function>";

    private static string Glm(ToolCall call) =>
        $"<tool_call>{call.Name}\n{string.Concat(Arguments(call).Select(argument => $"<arg_key>{argument.Name}</arg_key>\n<arg_value>{argument.Value}</arg_value>\n"))}</tool_call>";

    private static string Kimi(IReadOnlyList<ToolCall> calls) =>
        $"<|tool_calls_section_begin|>{string.Concat(calls.Select((call, index) => $"<|tool_call_begin|>functions.{call.Name}:{index}<|tool_call_argument_begin|>{call.Spelt}<|tool_call_end|>"))}<|tool_calls_section_end|>";

    private static string DeepSeek(IReadOnlyList<ToolCall> calls) =>
        $"<｜tool▁calls▁begin｜>{string.Concat(calls.Select(call => $"<｜tool▁call▁begin｜>{call.Name}<｜tool▁sep｜>{call.Spelt}<｜tool▁call▁end｜>"))}<｜tool▁calls▁end｜>";

    private static string Dsml(IReadOnlyList<ToolCall> calls) => $"<｜DSML｜function_calls>\n{string.Concat(calls.Select(call =>
        $"<｜DSML｜invoke name=\"{call.Name}\">\n{string.Concat(Arguments(call).Select(argument =>
            $"<｜DSML｜parameter name=\"{argument.Name}\" string=\"{(argument.IsText ? "true" : "false")}\">{argument.Value}</｜DSML｜parameter>\n"))}</｜DSML｜invoke>\n"))}</｜DSML｜function_calls>";

    private static string Invoke(ToolCall call) =>
        $"<invoke name=\"{call.Name}\">\n{string.Concat(Arguments(call).Select(argument => $"<parameter name=\"{argument.Name}\">{argument.Value}</parameter>\n"))}</invoke>";

    // Texts stand as they are, everything else as JSON: that is how the templates render them.
    private static IEnumerable<(string Name, string Value, bool IsText)> Arguments(ToolCall call) => JsonElement.Parse(call.Arguments).EnumerateObject()
        .Select(argument => (argument.Name, argument.Value.ValueKind == JsonValueKind.String ? argument.Value.GetString()! : argument.Value.GetRawText(), argument.Value.ValueKind == JsonValueKind.String));
}
