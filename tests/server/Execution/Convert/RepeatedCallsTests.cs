using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Tests.Execution.Convert;

/// <summary>A model that calls the same over and over is told so, and at last is left without tools (edge case 119).</summary>
public sealed class RepeatedCallsTests
{
    private const string Mark = "You have made the same call";

    [Theory] // edge case 119
    [InlineData(1, false, true)]
    [InlineData(3, false, true)]
    [InlineData(4, true, true)]
    [InlineData(7, true, true)]
    [InlineData(8, true, false)]
    [InlineData(30, true, false)]
    public void AfterFourRoundsItIsToldAndAfterEightItHasNoTools(int rounds, bool told, bool hasTools)
    {
        var request = Conversion.Request(Body(Enumerable.Range(0, rounds).Select(at => Round(at))));

        Assert.Equal(told, Conversion.Text(request).Contains(Mark, StringComparison.Ordinal));
        Assert.Equal(told, Conversion.Text(request).Contains($"the same call {rounds} times", StringComparison.Ordinal));
        Assert.Equal(hasTools, !request.Tools.IsEmpty);
    }

    [Fact] // edge case 119
    public void ARequestThatIsSentOnceMoreIsNoLoop()
    {
        var body = Body([Round(0), Round(1), Round(2)]);

        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(Conversion.Text(Conversion.Request(body)), Conversion.Text(Conversion.Request(body))));
        Assert.DoesNotContain(Mark, Conversion.Text(Conversion.Request(body)), StringComparison.Ordinal);
    }

    [Fact] // edge case 119
    public void WhatChangesFromRoundToRoundIsNoLoop()
    {
        var results = Enumerable.Range(0, 12).Select(at => Round(at, result: $"build {at} % done"));
        var arguments = Enumerable.Range(0, 12).Select(at => Round(at, path: $"/{at}"));
        var tools = Enumerable.Range(0, 12).Select(at => Round(at, tool: at % 2 == 0 ? "Read" : "Grep"));
        var counts = Enumerable.Range(0, 12).Select(at => at % 2 == 0 ? Round(at) : Twice(at));

        Assert.All([results, arguments, tools, counts], rounds => Assert.DoesNotContain(Mark, Conversion.Text(Conversion.Request(Body(rounds))), StringComparison.Ordinal));
    }

    [Fact] // edge case 119
    public void OnlyTheLastRoundsCount()
    {
        var old = Enumerable.Range(0, 6).Select(at => Round(at));

        Assert.DoesNotContain(Mark, Conversion.Text(Conversion.Request(Body([.. old, Round(7, path: "/other")]))), StringComparison.Ordinal);
        Assert.DoesNotContain(Mark, Conversion.Text(Conversion.Request(Body([.. old, Said("I give up.")]))), StringComparison.Ordinal);
    }

    [Fact] // edge case 119
    public void WordsAndIdsBesideTheCallsDoNotHideALoop()
    {
        var rounds = Enumerable.Range(0, 5).Select(at => Round(at, words: $"Attempt {at}: now it will work."));

        Assert.Contains(Mark, Conversion.Text(Conversion.Request(Body(rounds))), StringComparison.Ordinal);
    }

    [Fact] // edge cases 75, 119
    public void TheWordsStandAtTheEndAndLeaveTheRestOfThePromptAsItWas()
    {
        var three = Conversion.Messages(Body(Enumerable.Range(0, 3).Select(at => Round(at))));
        var four = Conversion.Messages(Body(Enumerable.Range(0, 4).Select(at => Round(at))));

        Assert.Equal(three.Select(message => message.ToJsonString()), four.Take(three.Length).Select(message => message.ToJsonString()));
        Assert.Contains(Mark, four[^1].ToJsonString(), StringComparison.Ordinal);
    }

    [Fact] // edge case 119
    public void SoManyRoundsAreCounted()
    {
        Assert.Equal((4, 8), (RepeatedCalls.Told, RepeatedCalls.Stopped));
        Assert.Equal(0, RepeatedCalls.Count([]));
    }

    private static string Round(int at, string tool = "Read", string path = "/a", string result = "no such file", string words = "I look.") => $$"""
        {"role":"assistant","content":[{"type":"text","text":"{{words}}"},{"type":"tool_use","id":"toolu_{{at}}","name":"{{tool}}","input":{"file_path":"{{path}}"} }]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_{{at}}","content":"{{result}}","is_error":true},{"type":"text","text":"<system-reminder>{{at}}</system-reminder>"}]}
        """;

    private static string Twice(int at) => $$"""
        {"role":"assistant","content":[{"type":"tool_use","id":"toolu_{{at}}a","name":"Read","input":{"file_path":"/a"} },{"type":"tool_use","id":"toolu_{{at}}b","name":"Read","input":{"file_path":"/a"} }]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_{{at}}a","content":"no such file","is_error":true},{"type":"tool_result","tool_use_id":"toolu_{{at}}b","content":"no such file","is_error":true}]}
        """;

    private static string Said(string words) => $$"""{"role":"assistant","content":"{{words}}"},{"role":"user","content":"Go on."}""";

    private static string Body(IEnumerable<string> rounds) =>
        $$"""{"model":"m","messages":[{"role":"user","content":"go"},{{string.Join(',', rounds)}}],"tools":[{{Conversion.Read}}]}""";
}
