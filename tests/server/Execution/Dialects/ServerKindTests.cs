using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Tests.Execution.Dialects;

public sealed class ServerKindTests
{
    [Fact]
    public void EachKindHasItsOwnNameAndADialect()
    {
        Assert.Equal(ServerKind.All.Count, ServerKind.All.Select(kind => kind.Name).Distinct().Count());
        Assert.All(ServerKind.All, kind => Assert.DoesNotContain(Dialect.Auto, kind.Dialects));
        Assert.All(ServerKind.All, kind => Assert.NotEmpty(kind.Dialects));
    }

    [Fact]
    public void WhatIsNotKnownReliesOnTheDialectAlone()
    {
        Assert.Same(ServerKind.Other, ServerKind.Of("something new"));
        Assert.False(ServerKind.Other.TemplateArguments || ServerKind.Other.TopK || ServerKind.Other.RepeatPenalty.Length > 0);
    }

    [Theory]
    [InlineData("https://api.deepseek.com/anthropic", "deepseek")]
    [InlineData("https://API.moonshot.ai", "kimi")]
    [InlineData("https://api.deepseek.com.evil.example", null)]
    [InlineData("http://127.0.0.1:8080", null)]
    public void ACloudIsKnownByItsHost(string address, string? name) => Assert.Equal(name, ServerKind.OfHost(new Uri(address))?.Name);
}
