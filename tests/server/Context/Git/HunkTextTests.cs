using ClaudeSidecar.Context.Git;

namespace ClaudeSidecar.Tests.Context.Git;

public sealed class HunkTextTests
{
    // What git itself applies is right, whichever of several shortest ways it goes.
    [Fact]
    public void GitMakesTheNewTextFromTheOldOneAndTheHunks()
    {
        using var repository = new GitFolder();
        var random = new Random(20261121);
        var texts = Enumerable.Range(0, 60).Select(i => (Before: Text(random, 1 + (i * 7)), After: "")).ToList();
        texts = [.. texts.Select(pair => pair with { After = Edited(random, pair.Before) })];
        var patch = "";
        for (var i = 0; i < texts.Count; i++)
        {
            repository.Write($"{i}.txt", texts[i].Before);
            patch += HunkText.Of(texts[i].Before, texts[i].After, int.MaxValue) is { } hunks ? $"--- a/{i}.txt\n+++ b/{i}.txt\n{hunks.Text}" : "";
        }

        repository.Git("apply", repository.Write("all.patch", patch));

        Assert.All(texts, (pair, i) => Assert.Equal(pair.After, File.ReadAllText(Path.Combine(repository.Root, $"{i}.txt"))));
    }

    [Fact]
    public void TheFewestLinesAreTold()
    {
        var hunks = HunkText.Of("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n", 100)!; // the example of Myers' paper: five edits

        Assert.Equal(5, hunks.Added + hunks.Removed);
    }

    [Fact]
    public void ChangesFarApartAreHunksOfTheirOwn()
    {
        var before = string.Concat(Enumerable.Range(1, 40).Select(i => $"{i}\n"));
        var hunks = HunkText.Of(before, before.Replace("\n5\n", "\nfive\n", StringComparison.Ordinal).Replace("\n30\n", "\n", StringComparison.Ordinal), 100)!;

        Assert.Equal("@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n@@ -27,7 +27,6 @@\n 27\n 28\n 29\n-30\n 31\n 32\n 33\n", hunks.Text);
        Assert.Equal((1, 2, false), (hunks.Added, hunks.Removed, hunks.Cut));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(12)]
    public void OnlySoManyLinesAreShown(int most)
    {
        var before = string.Concat(Enumerable.Range(1, 40).Select(i => $"{i}\n"));
        var hunks = HunkText.Of(before, before.Replace("\n5\n", "\nfive\n", StringComparison.Ordinal).Replace("\n30\n", "\n", StringComparison.Ordinal), most)!;

        Assert.True(hunks.Cut);
        Assert.True(hunks.Text.Count(letter => letter == '\n') <= most);
        Assert.Equal((1, 2), (hunks.Added, hunks.Removed));
    }

    [Fact]
    public void TextsThatAreWhollyDifferentAreOneHunk()
    {
        var hunks = HunkText.Of(string.Concat(Enumerable.Range(0, 2000).Select(i => $"a{i}\n")), string.Concat(Enumerable.Range(0, 2000).Select(i => $"b{i}\n")), 50)!;

        Assert.Equal((2000, 2000, true), (hunks.Added, hunks.Removed, hunks.Cut));
        Assert.StartsWith("@@ -1,2000 +1,2000 @@\n-a0\n", hunks.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a\nb\n", "a\r\nb\r\n")]
    public void EqualTextsHaveNoHunks(string before, string after) => Assert.Null(HunkText.Of(before, after, 100));

    private static string Text(Random random, int lines) => string.Concat(Enumerable.Range(0, lines).Select(_ => $"line {random.Next(12)}\n"));

    private static string Edited(Random random, string text)
    {
        var lines = text.Split('\n').SkipLast(1).ToList();
        for (var i = random.Next(1, 9); i > 0; i--)
        {
            var at = random.Next(lines.Count + 1);
            if (random.Next(2) == 0 || at == lines.Count)
            {
                lines.Insert(at, $"new {random.Next(12)}");
            }
            else
            {
                lines.RemoveAt(at);
            }
        }

        return string.Concat(lines.Select(line => $"{line}\n"));
    }
}
