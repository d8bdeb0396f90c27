using ClaudeSidecar.Execution.Families;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Execution.Families;

public sealed class ReasoningBookTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void ReasoningIsFoundByEachCallThatItLedTo()
    {
        var book = new ReasoningBook(_time);
        book.Note(["a", "b"], "because");

        Assert.Equal(["because", "because", null], new[] { "a", "b", "c" }.Select(book.Find));
    }

    [Fact]
    public void WhatHasNoCallOrNoWordsIsNotKept()
    {
        var book = new ReasoningBook(_time);
        book.Note([], "because");
        book.Note(["a"], " \n");
        book.Note(["b"], new string('x', ReasoningBook.MostCharacters));

        Assert.All(["a", "b"], id => Assert.Null(book.Find(id)));
    }

    [Fact]
    public void ItIsForgottenAfterAWhile()
    {
        var book = new ReasoningBook(_time);
        book.Note(["a"], "early");
        _time.Advance(ReasoningBook.KeptFor / 2);
        book.Note(["b"], "late");
        _time.Advance(ReasoningBook.KeptFor / 2);

        Assert.Null(book.Find("a"));
        Assert.Equal("late", book.Find("b"));
    }

    [Fact]
    public void TheOldestGoesFirstWhenThereIsTooMuch()
    {
        var book = new ReasoningBook(_time);
        for (var i = 0; i < 10; i++)
        {
            book.Note([$"call{i}"], new string('x', ReasoningBook.MostCharacters / 8));
        }

        Assert.Null(book.Find("call0"));
        Assert.Null(book.Find("call1"));
        Assert.All(Enumerable.Range(2, 8), i => Assert.NotNull(book.Find($"call{i}")));
    }

    [Fact]
    public void AnIdThatIsNotedAgainKeepsItsNewerWords()
    {
        var book = new ReasoningBook(_time);
        book.Note(["a"], "early");
        _time.Advance(ReasoningBook.KeptFor / 2);
        book.Note(["a"], "late");
        _time.Advance(ReasoningBook.KeptFor / 2);

        Assert.Equal("late", book.Find("a"));
    }
}
