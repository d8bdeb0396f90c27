using System.Text;
using ClaudeSidecar.Control;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Control;

/// <summary>A server that drops the beginning of a prompt without a word: its count gives it away (local-servers 3.1).</summary>
public sealed class PromptCutTests
{
    [Fact]
    public async Task TheStatusShowsItAndTheUserIsToldOnce()
    {
        var read = 4096;
        await using var local = await FakeChatServer.StartAsync(context =>
        {
            context.Response.ContentType = "text/event-stream";
            return context.Response.WriteAsync($$$"""data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":{{{read}}},"completion_tokens":1}}""" + "\n\ndata: [DONE]\n\n");
        });
        local.Models = """{"object":"list","data":[{"id":"qwen3-coder:30b","owned_by":"organization_owner"}]}""";
        // By a clock of its own: on a busy machine a probe may take longer than it may.
        await using var sidecar = await SidecarHost.StartAsync("http://127.0.0.1:9", local.Url.AbsoluteUri, new ManualTime());
        var notices = new List<Notice>();
        sidecar.Services.Control.Noticed += notices.Add;
        sidecar.Services.Control.Switch("local", null);

        await AskAsync(sidecar, 30_000);
        await AskAsync(sidecar, 31_000);
        var cut = Remark(sidecar);
        read = 30;
        await AskAsync(sidecar, 20);
        var stillCut = Remark(sidecar);
        read = 31_000;
        await AskAsync(sidecar, 32_000);

        Assert.True(cut!.Unfit);
        Assert.Matches("^read only 4096 of about \\d+ tokens: its window is too small", cut.Text);
        Assert.Equal("raise its context length: lms load qwen3-coder:30b --context-length 65536", cut.Fix);
        Assert.Equal("请增大上下文长度：lms load qwen3-coder:30b --context-length 65536", cut.FixZh);
        Assert.NotNull(stillCut);
        Assert.Null(Remark(sidecar));
        var notice = Assert.Single(notices, notice => notice.Code == "prompt-cut");
        Assert.True(notice.Warning);
        Assert.StartsWith("local: qwen3-coder:30b read only 4096 of about ", notice.Text, StringComparison.Ordinal);
        Assert.StartsWith("local：qwen3-coder:30b 只读取了约 ", notice.TextZh, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEpisodeEndsWithALongerPromptOrAnotherModel()
    {
        var cuts = new PromptCuts();
        var seen = new List<bool>();
        cuts.Changed += (_, cut) => seen.Add(cut is not null);
        foreach (var (model, read, sent) in new[] { ("a", 4096, 9000), ("a", 4000, 9000), ("a", 3000, 3100), ("a", 8000, 9000), ("a", 4096, 9000), ("b", 100, 110), ("b", 10, 1000) })
        {
            cuts.Note("local", new(model, ServerKind.LmStudio, read, sent));
        }

        Assert.Equal([true, false, true, false, true], seen);
        Assert.Equal(10, cuts.Of("local")?.Read);
        Assert.Null(cuts.Of("other"));
    }

    [Theory]
    [InlineData("lmstudio", 100, 202, true)]
    [InlineData("lmstudio", 100, 201, false)]
    [InlineData("vllm", 100, 1000, false)]
    public void OnlyServersThatCutWithoutAWordAreSuspected(string kind, int read, int sent, bool cut) =>
        Assert.Equal(cut, new PromptReading("m", ServerKind.Of(kind), read, sent).IsCut);

    private static RemarkStatus? Remark(SidecarHost sidecar) =>
        sidecar.Services.Control.Status().Backends.Single(backend => backend.Name == "local").Remarks?.SingleOrDefault(remark => remark.Code == "prompt-cut");

    private static async Task AskAsync(SidecarHost sidecar, int tokens)
    {
        var words = new StringBuilder().Insert(0, "word ", tokens);
        using var answer = await sidecar.AskAsync($$"""{"model":"claude-sonnet-5-5","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"{{words}}"}]}""");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("message_stop", text, StringComparison.Ordinal);
    }
}
