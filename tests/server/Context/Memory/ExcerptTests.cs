using ClaudeSidecar.Context.Memory;
using FsCheck;
using FsCheck.Fluent;

namespace ClaudeSidecar.Tests.Context.Memory;

public sealed class ExcerptTests
{
    [Fact]
    public void ItCutsBetweenWords()
    {
        Assert.Equal("some words of a …", Excerpt.Head("some words of a sentence", 20));
        Assert.Equal("… a sentence", Excerpt.Tail("some words of a sentence", 12));
    }

    [Fact]
    public void OfALongTextTheEndStaysToo()
    {
        var excerpt = Excerpt.Of("First this. " + new string('x', 1000) + " Last that.", 200);

        Assert.StartsWith("First this.", excerpt, StringComparison.Ordinal);
        Assert.EndsWith("Last that.", excerpt, StringComparison.Ordinal);
    }

    [Fact]
    public void ScriptsWithoutSpacesAreCutBetweenCharacters()
    {
        Assert.Equal("列表里有空值 …", Excerpt.Head("列表里有空值时不能报错", 8));
        Assert.Equal("🙂🙂 …", Excerpt.Head("🙂🙂🙂🙂🙂", 7));
        Assert.Equal("e\u0301 …", Excerpt.Head("e\u0301e\u0301e\u0301", 5));
    }

    [Fact]
    public void WhateverTheTextItIsShortEnoughAndHasNoHalfCharacters() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(
            Gen.Elements("a", " ", "\n", "🙂", "值", "e\u0301", "\u200D", "word ").ArrayOf().Select(parts => string.Concat(parts)).ToArbitrary(),
            Gen.Choose(16, 300).ToArbitrary(),
            (text, most) =>
            {
                foreach (var excerpt in (string[])[Excerpt.Of(text, most), Excerpt.Head(text, most), Excerpt.Tail(text, most), Excerpt.Line(text, most)])
                {
                    Assert.InRange(excerpt.Length, 0, most);
                    Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(excerpt)));
                }
            }));
}
