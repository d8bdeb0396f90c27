using System.Text;
using System.Text.Json.Nodes;
using ClaudeSidecar.Context.Conversation;
using ClaudeSidecar.Context.Fit;
using ClaudeSidecar.Context.Tokens;

namespace ClaudeSidecar.Tests.Context.Fit;

/// <summary>A session in the making: requests as Claude Code writes them, each with the whole conversation so far.</summary>
internal sealed class Talk
{
    private readonly ConversationIndex _index = new(PromptSize.OfValue);
    private readonly Fitter _fitter = new(PromptSize.OfValue);
    private readonly List<string> _messages = [];
    private int _calls;

    /// <summary>The system text.</summary>
    public string System { get; set; } = "be exact";

    /// <summary>The tools, each as JSON.</summary>
    public List<string> Tools { get; } = [Tool("Read"), Tool("Edit"), Tool("Bash")];

    /// <summary>Where a message of the client's own stands before the first words: CLAUDE.md and the like.</summary>
    public Talk Reminds(string text) => Add("user", $$"""[{"type":"text","text":{{Json($"<system-reminder>\n{text}\n</system-reminder>")}}}]""");

    public Talk User(string text) => Add("user", $$"""[{"type":"text","text":{{Json(text)}}}]""");

    public Talk Model(string text) => Add("assistant", $$"""[{"type":"text","text":{{Json(text)}}}]""");

    /// <summary>A call and its result.</summary>
    public Talk Calls(string tool, string input, string result, bool failed = false)
    {
        var id = $"toolu_{_calls++}";
        Add("assistant", $$"""[{"type":"text","text":"step {{_calls}}"},{"type":"tool_use","id":"{{id}}","name":"{{tool}}","input":{{input}}}]""");
        return Add("user", $$"""[{"type":"tool_result","tool_use_id":"{{id}}","content":{{Json(result)}}{{(failed ? ",\"is_error\":true" : "")}}}]""");
    }

    public Talk Reads(string path, string content) => Calls("Read", $$"""{"file_path":{{Json(path)}}}""", content);

    public Talk Runs(string command, string output, bool failed = false) => Calls("Bash", $$"""{"command":{{Json(command)}}}""", output, failed);

    public Talk Add(string role, string content)
    {
        _messages.Add($$"""{"role":"{{role}}","content":{{content}}}""");
        return this;
    }

    public ReadOnlyMemory<byte> Body => Encoding.UTF8.GetBytes(
        $$"""{"model":"claude-sonnet-5","messages":[{{string.Join(',', _messages)}}],"system":{{Json(System)}},"tools":[{{string.Join(',', Tools)}}],"max_tokens":32000}""");

    public FitResult Fit(int room) => Fit(new FitLimits(room));

    public FitResult Fit(FitLimits limits) => _fitter.Fit(_index.Read(Body)!, limits);

    public static JsonNode Read(FitResult fit) => JsonNode.Parse(fit.Body.Span)!;

    public static string Tool(string name, int words = 10, int properties = 1) =>
        $$$"""{"name":"{{{name}}}","description":"Does {{{name}}}. {{{Words(words)}}}","input_schema":{"type":"object","properties":{ {{{string.Join(',', Enumerable.Range(0, properties).Select(i => $$"""
        "p{{i}}":{"type":"string","description":"The parameter {{i}}. {{Words(words / 4)}}"}
        """))}}} },"required":["p0"]} }""";

    public static string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(i => $"word{i % 97}"));

    /// <summary>So many numbered lines, as Read gives them.</summary>
    public static string Lines(int count, string mark) => string.Concat(Enumerable.Range(1, count).Select(i => $"{i}\tline {i} of {mark}\n"));

    private static string Json(string text) => JsonValue.Create(text).ToJsonString();
}
