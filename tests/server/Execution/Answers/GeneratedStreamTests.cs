using System.Text;
using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace ClaudeSidecar.Tests.Execution.Answers;

/// <summary>Streams that nobody would write: whatever comes, the client gets a valid message, or a valid beginning and one error, or nothing.</summary>
public sealed class GeneratedStreamTests
{
    private static readonly string[] Pieces =
    [
        Delta("\"role\":\"assistant\",\"content\":\"\""), Delta("\"content\":\"Hello \""), Delta("\"content\":\" \\n\""), Delta("\"content\":\"<think>\""),
        Delta("\"content\":\"</think>\""), Delta("\"content\":\"<\""), Delta("\"content\":\"/think>\\n\""), Delta("\"content\":null,\"reasoning\":\"Hm. \""),
        Delta("\"reasoning_content\":\" \",\"content\":\"x\""), Delta("\"content\":\"\\ud83d\""), Delta("\"content\":42"), Delta("\"content\":[{\"text\":\"part\"},7]"),
        Call("\"index\":0,\"id\":\"a\"", "Bash", ""), Call("\"index\":0,\"id\":\"b\"", "Read", "{}"), Call("\"index\":1", "Read", "{\\\"a\\\":"), Call("\"id\":\"c\"", "bash", "{\\\"a\\\":1}"),
        Call("\"index\":0", null, "{\\\"command\\\":"), Call("\"index\":0", null, "\\\"ls\\\"}"), Call("\"index\":1", null, "1}"), Call("\"index\":2", "Nothing", "[1"),
        Call("\"index\":\"x\",\"id\":7", null, "}"), Delta("\"tool_calls\":null"), Delta("\"tool_calls\":[null,3,{}]"), Delta("\"function_call\":{\"name\":\"Bash\",\"arguments\":{\"a\":1}}"),
        "{\"choices\":[]}", "{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":99}}}", "{\"choices\":null,\"usage\":null}",
        Finish("stop"), Finish("length"), Finish("tool_calls"), Finish("content_filter"), Finish(""), Finish("abort"), "{\"error\":{\"message\":\"boom\"}}", "{\"error\":null}",
        "{\"object\":\"error\",\"message\":\"too bad\"}", "[DONE]", "[DONE]", "{}", "{\"choices\":[{\"del", "junk", "",
    ];

    // Pieces of text, each of which may come in one chunk or cut: all formats' words, values, and what only looks like them.
    private static readonly string[] Fragments =
    [
        "Hello. ", "\n", "\n\n", "```", "```json\n", "`", "~~~\n", "é🙂中", "<", "[", "{", "}", "<div>a < b</div>", "{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}",
        "{\"name\": \"Nothing\", \"arguments\": {}}", "{\"command\": \"ls\"}", "{\"command\": \"l", "[{\"name\":\"Now\",\"arguments\":{}}]", "Bash", "Now", "Nothing",
        "<think>", "</think>", "<thinking>", "</thinking>", "[THINK]", "[/THINK]", "<tool_call>", "</tool_call>", "<tool_call>\n", "\n</tool_call>", "<function=Bash>", "<function=Nothing>",
        "<parameter=command>\n", "<parameter=timeout>", "5", "\n</parameter>\n", "</parameter>", "</function>", "<arg_key>command</arg_key>", "<arg_value>", "</arg_value>",
        "<|tool_calls_section_begin|>", "<|tool_call_begin|>", "functions.Bash:0", "<|tool_call_argument_begin|>", "<|tool_call_end|>", "<|tool_calls_section_end|>",
        "<｜tool▁calls▁begin｜>", "<｜tool▁call▁begin｜>", "<｜tool▁sep｜>", "<｜tool▁call▁end｜>", "<｜tool▁calls▁end｜>", "<｜DSML｜function_calls>", "<｜DSML｜invoke name=\"Bash\">",
        "<｜DSML｜parameter name=\"command\" string=\"true\">", "</｜DSML｜parameter>", "</｜DSML｜invoke>", "[TOOL_CALLS]", "[ARGS]", "[CALL_ID]", "[TOOL_REQUEST]", "[END_TOOL_REQUEST]",
        "<minimax:tool_call>", "<function_calls>", "<invoke name=\"Bash\">", "<parameter name=\"command\">", "</invoke>", "</function_calls>",
        "<|start|>", "assistant", "<|channel|>", "analysis", "final", "commentary to=functions.Bash", "<|constrain|>json", "<|message|>", "<|end|>", "<|call|>", "<|return|>",
        "<|im_start|>", "<|im_end|>", "<|endoftext|>", "</s>", "<s>", "<|eot_id|>", "<｜end▁of▁sentence｜>", "<|python_tag|>", "\u0000", "\\", "\"",
    ];

    // Chunks as bytes: those above, each fragment whole, in threes and in single characters, and text that is no UTF-8.
    private static readonly byte[][] Items =
    [
        .. Pieces.Select(piece => Encoding.UTF8.GetBytes($"data: {piece}\n\n")),
        .. from fragment in Fragments from size in (int[])[1, 3, 1000] select Text(fragment, size),
        [.. "data: {\"choices\":[{\"delta\":{\"content\":\"a"u8, 0xFF, 0xC3, .. "\"}}]}\n\n"u8],
    ];

    [Fact] // edge cases 76–91
    public void EveryStreamGivesAValidMessageOrOneValidError()
    {
        // A failure is told with the seed that repeats it.
        var scripts = Gen.Choose(0, Items.Length - 1).ArrayOf().ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100_000).WithEndSize(40), Prop.ForAll(scripts, Valid));
    }

    [Fact]
    public void ABrokenOffStreamIsNeverInventedToTheEnd()
    {
        var cuts = Gen.Choose(1, 400).ToArbitrary();
        var text = Stream([1, 12, 16, 17, 27, 36]);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(cuts, cut =>
        {
            var bytes = text[..Math.Min(text.Length - 40, cut)];
            var (stream, outcome) = AnswerRun.Stream(bytes, 7);
            Assert.NotEqual(FailureKind.None, outcome.Kind);
            Assert.True(stream.Length == 0 || StreamValidator.Read(stream).StopReason is null);
        }));
    }

    private static void Valid(int[] script)
    {
        var showThinking = script.Length % 2 == 0;
        var bytes = Stream(script);
        var (stream, outcome) = AnswerRun.Stream(bytes, script.Length % 13 * 7 + 1, AnswerRun.Options(showThinking));
        if (outcome.Kind != FailureKind.None)
        {
            Assert.True(stream.Length == 0 || StreamValidator.Read(stream).Error is not null);
            return;
        }

        Assert.Null(StreamValidator.Read(stream).Error);
        if (script[0] % 8 == 0)
        {
            Assert.NotNull(AnswerRun.Whole(bytes, AnswerRun.Options(showThinking)));
        }
    }

    private static byte[] Stream(int[] script) => [.. script.SelectMany(index => Items[index])];

    private static byte[] Text(string fragment, int size) => Encoding.UTF8.GetBytes(string.Concat(fragment.EnumerateRunes().Chunk(size)
        .Select(runes => $"data: {Delta($"\"content\":{System.Text.Json.JsonSerializer.Serialize(string.Concat(runes), TextJson.Default.String)}")}\n\n")));

    private static string Delta(string members) => $$"""{"choices":[{"index":0,"delta":{{{members}}},"finish_reason":null}]}""";

    private static string Finish(string word) => $$"""{"choices":[{"index":0,"delta":{},"finish_reason":"{{word}}"}]}""";

    private static string Call(string members, string? name, string arguments) =>
        Delta("\"tool_calls\":[{" + members + ",\"function\":{" + (name is null ? "" : $"\"name\":\"{name}\",") + $"\"arguments\":\"{arguments}\"" + "}}]");
}
