using ClaudeSidecar.Execution.Continuation;
using FsCheck;
using FsCheck.Fluent;

namespace ClaudeSidecar.Tests.Execution.Continuation;

public sealed class TextOverlapTests
{
    private const string Before = "The first rule is plain. The second rule is that ";

    [Theory]
    [InlineData("nobody reads it.", "nobody reads it.")]
    [InlineData("The second rule is that nobody reads it.", "nobody reads it.")]
    [InlineData("The first rule is plain. The second rule is that nobody reads it.", "nobody reads it.")]
    [InlineData(" nobody", "nobody")]
    [InlineData("The ", "The ")]
    [InlineData("that ", "that ")]
    [InlineData("", "")]
    public void WhatIsSaidAgainIsLeftOutHoweverItComes(string said, string expected)
    {
        for (var size = 1; size <= Math.Max(1, said.Length); size++)
        {
            Assert.Equal(expected, Run(Before, said, size));
        }
    }

    [Fact]
    public void WhateverIsRepeatedOfTheEndOnlyTheNewIsLeft() => Check.QuickThrowOnFailure(Prop.ForAll(
        (NonNull<string> before, NonNull<string> more, PositiveInt seed) =>
        {
            var start = before.Get + "#the last words of all!";
            var tail = start[^Math.Min(start.Length, 12 + (seed.Get % start.Length))..];

            // The bar keeps chance from making a longer repetition of it.
            return Run(start, tail + "|" + more.Get, 1 + (seed.Get % 7)) == "|" + more.Get;
        }));

    [Fact]
    public void NothingNewIsEverLost() => Check.QuickThrowOnFailure(Prop.ForAll(
        (NonNull<string> before, NonNull<string> said, PositiveInt size) =>
            said.Get.EndsWith(Run(before.Get, said.Get, size.Get), StringComparison.Ordinal)));

    private static string Run(string before, string said, int size)
    {
        var overlap = new TextOverlap(before);
        var result = "";
        for (var at = 0; at < said.Length; at += size)
        {
            result += overlap.Take(said[at..Math.Min(said.Length, at + size)]);
        }

        return result + overlap.End();
    }
}
