using System.Text;

namespace ClaudeSidecar.Tests.Context.Sessions;

/// <summary>When a request counts as telling a fact, and when as telling something that is over.</summary>
public sealed class RequestWordsTests
{
    private const string Body = """
        {"system":[{"type":"text","text":"Always use TABS."}],"tools":[{"name":"Read","description":"hidden"}],"messages":[
          {"role":"user","content":"Fix the\n cart: 52.67 and not 52.66"},
          {"role":"assistant","content":[{"type":"thinking","thinking":"secretly","signature":"x"},{"type":"tool_use","id":"toolu_1","name":"Edit","input":{"file_path":"/tmp/ws/src/cart.mjs"}}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"AssertionError: 先进先出的队列"},{"type":"image","source":{"data":"picture"}}]}]}]}
        """;

    [Theory]
    [InlineData("tabs")]
    [InlineData("fix the cart|52.67")]
    [InlineData("src/cart.mjs")]
    [InlineData("AssertionError|先进先出")]
    public void WhatIsSaidAnywhereIsTold(string words) => Assert.True(Words().Tell(Fact(words)));

    [Theory]
    [InlineData("tab")]
    [InlineData("52.6")]
    [InlineData("52.67|tabs")]
    [InlineData("hidden")]
    [InlineData("secretly")]
    [InlineData("picture")]
    [InlineData("toolu_1")]
    public void PartsOfWordsAndWhatStandsApartAreNot(string words) => Assert.False(Words().Tell(Fact(words)));

    [Fact]
    public void WordsThatStandFarApartDoNotSayOneThing()
    {
        var text = $"in shop/: {new string('x', 700)} cart.mjs";

        Assert.Equal(-1, RequestWords.Find(text, Fact("shop|cart.mjs")));
        Assert.Equal(0, RequestWords.Find(text, Fact("shop|cart.mjs") with { Kind = "file" }));
    }

    [Fact]
    public void ProseIsWhatIsSaidBesideCallsAndResults() =>
        Assert.Equal(["always use tabs.", "fix the cart: 52.67 and not 52.66"], Words().Prose);

    [Fact]
    public void WhatIsOverMayBeToldAsOver()
    {
        var error = Fact("no rows") with { Kind = "error", From = 3, Until = 9, Refuted = true };
        var task = Fact("sqlite") with { Refuted = true };

        Assert.Equal([(false, false), (true, false), (false, true)], new[] { 2, 3, 9 }.Select(turn => (error.IsNeededAt(turn), error.IsWrongAt(turn))));
        Assert.True(StaleWords.AreToldIn("load() gave no rows", error));
        Assert.False(StaleWords.AreToldIn("load() gave no rows (fixed)", error));
        Assert.True(StaleWords.AreToldIn("# before ## task load ## open errors - check: no rows ## last commands - check: ok", error));
        Assert.False(StaleWords.AreToldIn("# before ## task load ## open errors - check: no such file ## last commands - check: no rows", error));
        Assert.False(StaleWords.AreToldIn("nothing of the kind", error));
        Assert.True(StaleWords.AreToldIn("## task use sqlite ## later go on", task));
        Assert.False(StaleWords.AreToldIn("## task use sqlite ## later - correction: a log file", task));
    }

    private static SessionFact Fact(string words) => new("task", words.Split('|'), 1, null, false);

    private static RequestWords Words() => RequestWords.Of(Encoding.UTF8.GetBytes(Body));
}
