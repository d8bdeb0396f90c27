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

    [Fact]
    public void EveryStreamGivesAValidMessageOrOneValidError()
    {
        var scripts = Gen.Choose(0, Pieces.Length - 1).ArrayOf().ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000).WithEndSize(30), Prop.ForAll(scripts, Valid));
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
        foreach (var showThinking in new[] { false, true })
        {
            var bytes = Stream(script);
            var size = script.Length % 13 + 1;
            var (stream, outcome) = AnswerRun.Stream(bytes, size, AnswerRun.Options(showThinking));
            if (outcome.Kind == FailureKind.None)
            {
                Assert.Null(StreamValidator.Read(stream).Error);
                Assert.NotNull(AnswerRun.Whole(bytes, AnswerRun.Options(showThinking)));
            }
            else
            {
                Assert.True(stream.Length == 0 || StreamValidator.Read(stream).Error is not null);
            }
        }
    }

    private static byte[] Stream(int[] script) => Encoding.UTF8.GetBytes(string.Concat(script.Select(index => $"data: {Pieces[index]}\n\n")));

    private static string Delta(string members) => $$"""{"choices":[{"index":0,"delta":{{{members}}},"finish_reason":null}]}""";

    private static string Finish(string word) => $$"""{"choices":[{"index":0,"delta":{},"finish_reason":"{{word}}"}]}""";

    private static string Call(string members, string? name, string arguments) =>
        Delta("\"tool_calls\":[{" + members + ",\"function\":{" + (name is null ? "" : $"\"name\":\"{name}\",") + $"\"arguments\":\"{arguments}\"" + "}}]");
}
