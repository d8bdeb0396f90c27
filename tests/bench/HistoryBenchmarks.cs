using System.Text;
using BenchmarkDotNet.Attributes;
using ClaudeSidecar.Observability;
using ClaudeSidecar.Observability.History;
using ClaudeSidecar.Wire.Anthropic;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Benchmarks;

/// <summary>What a request pays for being written down: a record into a queue, and one look at what its tools came to.</summary>
[MemoryDiagnoser]
public class HistoryBenchmarks
{
    private const int Batch = 4000;

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly byte[] _results = Encoding.UTF8.GetBytes(
        $$"""[{"type":"tool_result","tool_use_id":"toolu_1","content":"{{new string('x', 100_000)}}"},{"type":"tool_result","tool_use_id":"toolu_2","is_error":true,"content":"no"}]""");

    private readonly byte[] _delta = Encoding.UTF8.GetBytes(
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"some words of an answer\"}}\n\n");

    private readonly UsageScan _scan = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("history-benchmarks-");
    private readonly List<HistoryLog> _logs = [];

    /// <summary>An empty queue: a batch fits into it, so that nothing is dropped.</summary>
    [IterationSetup(Target = nameof(Record))]
    public void Setup() => _logs.Add(new(_folder.CreateSubdirectory($"{_logs.Count}").FullName, () => 90, new SidecarMetrics(), TimeProvider.System, NullLogger<HistoryLog>.Instance));

    /// <summary>Ends them all.</summary>
    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        foreach (var log in _logs)
        {
            await log.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>One record into the queue.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public void Record()
    {
        var log = _logs[^1];
        for (var i = 0; i < Batch; i++)
        {
            log.Add(new RequestRecord { At = Now, Session = "s", Model = "claude-sonnet-5", Class = "main", Route = "primary", Backend = "claude", Status = 200, Output = i });
        }
    }

    /// <summary>The results of a tool loop, 100 KB.</summary>
    [Benchmark]
    public ToolOutcomes ToolResults() => ToolOutcomes.Of(_results);

    /// <summary>One event that passes by.</summary>
    [Benchmark]
    public void Event() => _scan.Take(_delta);
}
