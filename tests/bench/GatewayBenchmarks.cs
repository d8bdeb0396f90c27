using System.Text;
using BenchmarkDotNet.Attributes;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Execution.History;
using ClaudeSidecar.Execution.Relay;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Quota.Forecast;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire.Anthropic;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Benchmarks;

/// <summary>What every request through the front door pays for being understood: reading its head, planning, reading the quota, judging the first event.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class GatewayBenchmarks
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly RouteRequest Turn = new("s", "claude-sonnet-5", InToolLoop: false, Auxiliary: false, KnownWorkspace: true);
    private static readonly SidecarOptions Options = new();

    private readonly byte[] _body = Body(100_000);
    private readonly byte[] _long = Body(1_000_000);
    private readonly byte[] _opening =
        "event: message_start\ndata: {\"type\":\"message_start\"}\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\nevent: content_block_start\ndata: {}\n\n"u8.ToArray();

    private readonly HeaderDictionary _headers = new()
    {
        ["Content-Type"] = "text/event-stream",
        ["request-id"] = "req_1",
        ["Date"] = "Sat, 21 Nov 2026 12:00:00 GMT",
        ["anthropic-ratelimit-unified-status"] = "allowed",
        ["anthropic-ratelimit-unified-5h-utilization"] = "0.42",
        ["anthropic-ratelimit-unified-5h-reset"] = "1795266000",
        ["anthropic-ratelimit-unified-5h-status"] = "allowed",
        ["anthropic-ratelimit-unified-7d-utilization"] = "0.12",
        ["anthropic-ratelimit-unified-7d-reset"] = "1795666000",
        ["anthropic-ratelimit-unified-representative-claim"] = "five_hour",
    };

    [Benchmark]
    public MessagesHead? ReadHeadOf100Kb() => MessagesHeadReader.Read(_body);

    [Benchmark]
    public RoutePlan Plan() => RoutePolicy.Plan(Turn, Options, "auto", null, static _ => BackendHealth.Good, QuotaOutlook.Empty, Now);

    [Benchmark]
    public QuotaReading? ReadQuota() => RateLimitHeaders.Read(_headers, Now);

    [Benchmark]
    public OpeningState JudgeOpening() => StreamOpening.Judge(_opening, out _);

    [Benchmark]
    public ReadOnlyMemory<byte> LookForForeignHistoryIn1Mb() => HistoryCleaner.Clean(_long);

    private static byte[] Body(int size)
    {
        const string Description = "Does one thing, and says in many words how it does it and when it should not be used at all.";
        var tools = Enumerable.Range(0, size / 400).Select(i =>
            $$"""{"name":"Tool{{i}}","description":"{{Description}}{{Description}}","input_schema":{"type":"object","properties":{"path":{"type":"string"} } } }""");
        return Encoding.UTF8.GetBytes(
            $$"""
            {"model":"claude-sonnet-5","max_tokens":64000,"stream":true,"metadata":{"user_id":"{\"session_id\":\"1f466846\"}"},"tools":[{{string.Join(',', tools)}}],
             "messages":[{"role":"user","content":[{"type":"text","text":"{{new string('x', size / 10)}}"}]},
              {"role":"assistant","content":[{"type":"thinking","thinking":"a","signature":"EqQB=="},{"type":"tool_use","id":"toolu_01AbCd","name":"Tool1","input":{"path":"/a"} }]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_01AbCd","content":"{{new string('y', size / 10)}}"}]}]}
            """);
    }
}
