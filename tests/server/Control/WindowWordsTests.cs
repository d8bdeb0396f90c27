using ClaudeSidecar.Control;

namespace ClaudeSidecar.Tests.Control;

public sealed class WindowWordsTests
{
    [Theory]
    [InlineData("5h", null, "5-hour", "5 小时", "5h", "5h")]
    [InlineData("7d", null, "weekly", "每周", "wk", "周")]
    [InlineData("7d_opus", "opus", "weekly Opus", "每周 Opus", "wk Opus", "周 Opus")]
    [InlineData("7d_oi", null, "weekly extra-usage", "每周额外用量", "wk", "周")]
    [InlineData("7d_oi", "fable", "weekly Fable", "每周 Fable", "wk Fable", "周 Fable")]
    [InlineData("7d_cowork", null, "weekly Cowork", "每周 Cowork", "wk Cowork", "周 Cowork")]
    [InlineData("30d", null, "30-day", "30 天", "30d", "30d")]
    [InlineData("24h", null, "daily", "每日", "24h", "24h")]
    [InlineData("requests", null, "requests per minute", "每分钟请求数", "requests", "请求")]
    [InlineData("priority-input-tokens", "opus", "priority input tokens per minute Opus", "优先级每分钟输入 token 数 Opus", "input", "输入")]
    [InlineData("monthly", null, "monthly", "monthly", "monthly", "monthly")]
    public void AWindowIsCalledWhatPeopleCallIt(string name, string? family, string text, string textZh, string brief, string briefZh)
    {
        Assert.Equal((text, textZh), WindowWords.Of(name, family));
        Assert.Equal((brief, briefZh), WindowWords.Brief(name, family));
    }

    [Theory]
    [InlineData("5h", null, "Claude 的 5 小时配额")]
    [InlineData("7d", null, "Claude 的每周配额")]
    [InlineData("7d_opus", "opus", "Claude 的每周 Opus 配额")]
    public void ChineseHasSpacesAroundLettersAndDigits(string name, string? family, string text) => Assert.Equal(text, $"Claude 的{WindowWords.Quota(name, family).TextZh}");

    [Theory]
    [InlineData(0.29, 29)]
    [InlineData(0.999, 99)]
    [InlineData(1, 100)]
    [InlineData(0, 0)]
    public void ThereIsNoHundredBeforeItIsAll(double used, int percent) => Assert.Equal(percent, WindowWords.Percent(used));
}
