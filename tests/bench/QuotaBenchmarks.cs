using System.Globalization;
using BenchmarkDotNet.Attributes;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Quota.Forecast;
using ClaudeSidecar.Wire.Anthropic;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Benchmarks;

/// <summary>What each answer of Claude's costs the quota, and what each decision costs that looks at it.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class QuotaBenchmarks
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Windows = ["5h", "7d", "7d_opus", "7d_sonnet", "7d_oi", "30d"];
    private static readonly byte[] Delta = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" and a few words more\"}}\n\n"u8.ToArray();

    private readonly SteppingTime _time = new(Start);
    private readonly UsageScan _scan = new();
    private readonly Spender _spender = new("s-1", "claude-opus-4-5", StartsTurn: true);
    private QuotaLedger _ledger = null!;
    private HeaderDictionary[] _answers = null!;
    private int _next;

    /// <summary>Three hours of work with six windows, an answer a minute.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _answers = [.. Enumerable.Range(0, 180).Select(Answer)];
        _ledger = new(_time);
        for (var i = 0; i < _answers.Length; i++)
        {
            _time.Step(TimeSpan.FromMinutes(1));
            Record();
        }
    }

    /// <summary>The headers of an answer with six windows, read into the ledger.</summary>
    [Benchmark]
    public void Record()
    {
        _next = (_next + 1) % _answers.Length;
        _ledger.Record("account", RateLimitHeaders.Read(_answers[_next], _time.GetUtcNow())!, _spender);
    }

    /// <summary>The reading alone.</summary>
    [Benchmark]
    public QuotaReading? Read() => RateLimitHeaders.Read(_answers[0], _time.GetUtcNow());

    /// <summary>What is to be expected of six windows: asked for each request.</summary>
    [Benchmark]
    public QuotaOutlook Outlook() => _ledger.Outlook("account");

    /// <summary>The look for token counts in one event of text, as it passes by.</summary>
    [Benchmark]
    public Usage? Count()
    {
        _scan.Take(Delta);
        return _scan.Told;
    }

    private static HeaderDictionary Answer(int minute)
    {
        var headers = new HeaderDictionary { ["anthropic-ratelimit-unified-status"] = "allowed", ["anthropic-ratelimit-unified-representative-claim"] = "five_hour", ["request-id"] = "req_1", ["content-type"] = "text/event-stream" };
        foreach (var window in Windows)
        {
            var used = window == "5h" ? minute * 0.004 : minute * 0.0004;
            headers[$"anthropic-ratelimit-unified-{window}-utilization"] = used.ToString("0.####", CultureInfo.InvariantCulture);
            headers[$"anthropic-ratelimit-unified-{window}-reset"] = Start.AddHours(window == "5h" ? 5 : 160).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            headers[$"anthropic-ratelimit-unified-{window}-status"] = "allowed";
        }

        return headers;
    }

    private sealed class SteppingTime(DateTimeOffset start) : TimeProvider
    {
        private DateTimeOffset _now = start;

        public override DateTimeOffset GetUtcNow() => _now;

        public void Step(TimeSpan by) => _now += by;
    }
}
