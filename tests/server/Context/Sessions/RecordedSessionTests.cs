using System.IO.Compression;
using System.Text;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Context.Sessions;

/// <summary>A recording gives back what was recorded, and is replayed in every window.</summary>
public sealed class RecordedSessionTests
{
    private const string Start = """{"model":"m","max_tokens":100,"messages":[{"role":"user","content":"Mend the cart."}""";
    private const string End = """],"system":"be exact","tools":[{"name":"Read","input_schema":{"type":"object"}}]}""";

    [Fact]
    public void EveryRequestIsReadAsItWasSentAndJudged()
    {
        using var folder = new TempFolder();
        var (first, second) = (Start + End, Start + """,{"role":"assistant","content":"How?"},{"role":"user","content":"Quickly."}""" + End);
        using (var file = new GZipStream(File.Create(Path.Combine(folder.Path, "short.requests.gz")), CompressionLevel.Fastest))
        {
            file.Write(Encoding.UTF8.GetBytes($$"""{"turn":1,"kind":"main","kept":0,"end":0,"fresh":{{first.Length}}}""" + $"\n{first}\n"));
            file.Write(Encoding.UTF8.GetBytes($$"""{"turn":2,"kind":"compaction","kept":{{Start.Length}},"end":{{End.Length}},"fresh":{{second.Length - first.Length}}}""" + $"\n{second[Start.Length..^End.Length]}\n"));
        }

        File.WriteAllText(Path.Combine(folder.Path, "short.json"), """{"name":"short","version":"2.1.329","turns":2,"facts":[{"kind":"task","words":["mend","cart"],"from":1,"until":null},{"kind":"error","words":["cart"],"from":1,"until":2,"refuted":true}]}""");

        var session = Assert.Single(RecordedSession.All(folder.Path));

        Assert.Equal(("short", "2.1.329", 2), (session.Name, session.Version, session.Turns));
        Assert.Equal([(1, false, first), (2, true, second)], session.Requests().Select(request => (request.Turn, request.IsCompaction, Encoding.UTF8.GetString(request.Body.Span))));
        Assert.Equal([(true, false), (false, true)], session.Facts.Select(fact => (fact.IsNeededAt(5), fact.IsWrongAt(5))));
        Assert.All(SessionReplay.Run(session), score =>
        {
            Assert.Equal((2, 0, 1, 1), (score.Turns, score.Refused, score.Pairs, score.Kept));
            Assert.Equal((1, 1), score.Probes["task"]);
            Assert.Equal((1, 1), score.Probes["error"]);
        });
        var untold = session with { Facts = [.. session.Facts, session.Facts[1] with { Words = ["never said"] }] };
        Assert.Contains("never said", Assert.Throws<InvalidDataException>(() => SessionReplay.Run(untold)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsMissedIsSaid()
    {
        var score = new FitScore("short", 16384);
        score.Add(1, new(Encoding.UTF8.GetBytes("{}"), 1, true), 1, continues: true);
        score.Probe(1, new(Encoding.UTF8.GetBytes(Start + End), 1, true), new HashSet<string>(), [new("task", ["unheard"], 1, null, false)]);
        using var output = new StringWriter();

        var report = new FitReport([score]);
        report.Write(output);

        Assert.Collection(
            report.Misses,
            miss => Assert.StartsWith("16k: 1 requests are refused", miss, StringComparison.Ordinal),
            miss => Assert.StartsWith("16k: 0.0 % of the facts", miss, StringComparison.Ordinal),
            miss => Assert.StartsWith("16k: the prefix is kept in 0.0 %", miss, StringComparison.Ordinal),
            miss => Assert.StartsWith("all windows: the prefix is kept in 0.0 %", miss, StringComparison.Ordinal));
        Assert.Contains("missing 1 times: task: unheard", output.ToString(), StringComparison.Ordinal);
    }
}
