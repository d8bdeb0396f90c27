using System.Text;

namespace ClaudeSidecar.Tests.Context.Sessions;

/// <summary>What counts as the same beginning of two requests.</summary>
public sealed class PromptPrefixTests
{
    private const string First = """{"model":"m","system":"be exact","tools":[{"name":"Read"}],"messages":[{"role":"user","content":"look"},{"role":"assistant","content":[{"type":"text","text":"I look"}]},{"role":"user","content":[{"type":"text","text":"well?","cache_control":{"type":"ephemeral"}}]}]}""";

    [Fact]
    public void ARoundMoreKeepsIt()
    {
        var next = First.Replace("]}]}", """]},{"role":"assistant","content":"done"},{"role":"user","content":"thanks"}]}""", StringComparison.Ordinal);

        Assert.True(Of(First).IsKeptBy(Of(next)));
        Assert.Equal(1, Of(First).ShareIn(Of(next)));
    }

    [Fact]
    public void WhereCacheMarksStandAndHowATextIsWrittenDoesNotMatter()
    {
        var next = First.Replace("\"look\"", """[{"type":"text","text":"look","cache_control":{"type":"ephemeral"}}]""", StringComparison.Ordinal)
            .Replace(",\"cache_control\":{\"type\":\"ephemeral\"}}]}]}", "}]}]}", StringComparison.Ordinal);

        Assert.True(Of(First).IsKeptBy(Of(next)));
    }

    [Fact]
    public void TheLastRoundMayChange() => Assert.True(Of(First).IsKeptBy(Of(First.Replace("I look", "I looked", StringComparison.Ordinal))));

    [Theory]
    [InlineData("be exact", "be brief")]
    [InlineData("\"Read\"", "\"Write\"")]
    [InlineData("\"look\"", "\"look there\"")]
    public void WhatStandsBeforeItMayNot(string before, string after)
    {
        var changed = Of(First.Replace(before, after, StringComparison.Ordinal));

        Assert.False(Of(First).IsKeptBy(changed));
        Assert.InRange(Of(First).ShareIn(changed), 0, 0.8);
    }

    private static PromptPrefix Of(string body) => PromptPrefix.Of(Encoding.UTF8.GetBytes(body));
}
