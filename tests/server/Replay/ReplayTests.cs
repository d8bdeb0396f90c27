using System.Collections.Concurrent;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Tests.Simulation;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace ClaudeSidecar.Tests.Replay;

/// <summary>The decision over weeks of work, in virtual time. REPLAY_SEEDS says how many traces of each kind are made.</summary>
public sealed class ReplayTests : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly TempFolder _folder = new();
    private readonly OptionsStore _options;

    public ReplayTests(ITestOutputHelper output)
    {
        _output = output;
        _folder.Write("sidecar.json", """
            { "providers": [
              { "name": "claude", "dialect": "anthropic", "baseUrl": "https://claude.example", "credentials": "client" },
              { "name": "local", "dialect": "openai", "baseUrl": "http://127.0.0.1:9", "model": "any", "local": true, "priority": 2 } ] }
            """);
        _options = new(_folder["sidecar.json"], TimeProvider.System, NullLogger<OptionsStore>.Instance);
        Assert.Null(_options.Error);
    }

    public void Dispose()
    {
        _options.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void OverTwoThousandWindowsNoLimitIsSeenAndNoQuotaIsWasted()
    {
        var reports = new ConcurrentDictionary<(string Kind, int Seed), ReplayReport>();
        Parallel.ForEach(
            TraceGenerator.Kinds.SelectMany(kind => Enumerable.Range(1, Seeds).Select(seed => (kind, seed))),
            one => reports[one] = Replay.Run(TraceGenerator.Make(one.kind, one.seed), _options, _folder.Path));

        var kinds = TraceGenerator.Kinds.ToDictionary(kind => kind, kind => ReplayReport.Sum(reports.Where(report => report.Key.Kind == kind).Select(report => report.Value)));
        var all = ReplayReport.Sum(kinds.Values);
        _output.WriteLine(ReplayReport.Table(kinds));

        Assert.True(all.Windows.Count >= 2000, $"{all.Windows.Count} windows are too few.");
        Assert.True(all.UsedUp >= 300 && all.Rescued >= 300 && all.LeftEarly.Count >= 300, "Too little happened to judge by.");
        Assert.Equal(0, all.Visible);
        Assert.Equal(0, all.MovedInToolLoopForNothing);
        Assert.InRange(all.MedianLeft, 0, 0.03);
        Assert.InRange((double)all.LeftForNothing.Count / all.Windows.Count, 0, 0.01);


        // A clock that is set past a reset and back again ends an episode that was none, and then begins it once more.
        Assert.All(kinds, kind => Assert.InRange(kind.Value.MostSwitches, 1, kind.Key == "clock-jumps" ? 2 : 1));
    }

    /// <summary>Traces as files: recorded ones may be put beside the one that is there.</summary>
    public static TheoryData<string> Files => [.. Directory.GetFiles(Traces, "*.jsonl").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Files))]
    public void NoLimitIsSeenInATraceThatIsKept(string file)
    {
        var report = Replay.Run(TraceFile.Read(File.ReadLines(Path.Combine(Traces, file))), _options, _folder.Path);
        _output.WriteLine($"{ReplayReport.Heading}{Environment.NewLine}{report.Line(file)}");

        Assert.True(report.Requests > 0 && report.ByClaude > 0);
        Assert.Equal(0, report.Visible);
        Assert.Equal(0, report.MovedInToolLoopForNothing);
    }

    [Fact]
    public void ATraceIsWrittenAsItIsRead()
    {
        foreach (var kind in TraceGenerator.Kinds)
        {
            var lines = TraceFile.Write(TraceGenerator.Make(kind, 1)).ToList();

            Assert.Equal(lines, TraceFile.Write(TraceFile.Read(lines)));
        }
    }

    [Theory]
    [InlineData("", "Line 1")]
    [InlineData("{\"trace\":2}", "another version")]
    [InlineData("{\"trace\":1,\"name\":\"x\",\"start\":\"2026-03-02T00:00:00Z\",\"windows\":[]}\n{\"at\":1}", "Line 2")]
    public void ALineThatIsNoEventIsToldWithItsNumber(string text, string words) =>
        Assert.Contains(words, Assert.Throws<FormatException>(() => TraceFile.Read(text.Split('\n'))).Message, StringComparison.Ordinal);

    private static int Seeds => int.TryParse(Environment.GetEnvironmentVariable("REPLAY_SEEDS"), out var seeds) ? seeds : 9;

    private static string Traces => Repository.Path("tests", "server", "Replay", "traces");
}
