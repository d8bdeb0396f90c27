using ClaudeSidecar.Cli;
using ClaudeSidecar.Control;

namespace ClaudeSidecar.Tests.Cli;

/// <summary>What <c>handoff</c> prints above the context: readable in a terminal of 80 columns, in both languages.</summary>
public sealed class HandoffTextTests
{
    private static readonly HandoffReport Report = new()
    {
        Session = "5f0c",
        Provider = "local",
        Model = "qwen3-coder:30b",
        Window = 16_384,
        Ahead = true,
        At = default,
        Before = 38_000,
        Tokens = 7_700,
        Fits = true,
        Parts =
        [
            new() { Name = "system", Title = "System text", TitleZh = "系统文本", Before = 1800, Tokens = 1800 },
            new()
            {
                Name = "tools",
                Title = "Tools",
                TitleZh = "工具",
                Before = 8500,
                Tokens = 2700,
                LeftOut = "2 left out (ToolSearch, DeferredToolPlaceholder), 10 described in fewer words: more than their share of the window",
                LeftOutZh = "省略 2 个（ToolSearch、DeferredToolPlaceholder），10 个改用较短的说明：超出其在窗口中的份额",
            },
            new() { Name = "brief", Title = "Brief of older turns", TitleZh = "较早轮次的摘要", Before = 0, Tokens = 328 },
        ],
        Memory = "## Task",
        Text = "== system",
    };

    [Fact]
    public void EachPartHasItsLineAndBelowItWhatWasLeftOut() => Assert.Equal(
        """
        Session 5f0c
        local (qwen3-coder:30b) would get 38k → 7.7k tokens; its window holds 16k.

          System text             1.8k
          Tools                   2.7k of 8.5k
              2 left out (ToolSearch, DeferredToolPlaceholder), 10 described in fewer
              words: more than their share of the window
          Brief of older turns     328

        Remembered of the session
        ## Task

        Context
        == system

        """,
        new HandoffText(new(IsChinese: false)).Render(Report),
        ignoreLineEndingDifferences: true);

    [Fact]
    public void InChineseColumnsAreCountedAsTheyAreShown() => Assert.Contains(
        """
          系统文本          1.8k
          工具              2.7k / 8.5k
              省略 2 个（ToolSearch、DeferredToolPlaceholder），10 个改用较短的说明：超
              出其在窗口中的份额
          较早轮次的摘要     328
        """.ReplaceLineEndings(),
        new HandoffText(new(IsChinese: true)).Render(Report),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("one two three", 8, "one two|three")]
    [InlineData("one two three", 7, "one two|three")]
    [InlineData("extraordinary words", 5, "extraordinary|words")]
    [InlineData("窗口容纳不下。", 12, "窗口容纳不|下。")]
    [InlineData("省略（工具）后", 6, "省略|（工|具）后")]
    [InlineData("", 5, "")]
    public void ALineEndsWhereOneMayBreakIt(string text, int width, string lines) => Assert.Equal(lines, string.Join('|', Paragraph.Lines(text, width)));
}
