using System.Globalization;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Replay;

/// <summary>Claude as a trace has it: true windows behind rounded headers (claude-wire 1b).</summary>
internal sealed class ReplayCloud(Trace trace)
{
    private readonly Dictionary<string, WindowRun> _open = [];

    /// <summary>Every window that was begun, the oldest first.</summary>
    public List<WindowRun> Runs { get; } = [];

    /// <summary>The window of that name at this moment; null before its first request.</summary>
    public WindowRun? Open(string name) => _open.GetValueOrDefault(name);

    /// <summary>Ends what has reset, and begins what follows at once.</summary>
    public void Proceed(DateTimeOffset now)
    {
        foreach (var window in trace.Windows)
        {
            if (_open.TryGetValue(window.Name, out var run) && run.ResetsAt <= now)
            {
                _open.Remove(window.Name);
            }

            if (!_open.ContainsKey(window.Name) && window.ResetsAt is { } first)
            {
                var passed = Math.Max(0, Math.Ceiling((now - first) / window.Length + 1e-9));
                Begin(window, first + (passed * window.Length), Runs.Exists(other => other.Window == window) ? 0 : window.Used);
            }
        }
    }

    /// <summary>True when a request would be answered.</summary>
    public bool WouldAnswer(TraceEvent request) => Blocking(request) is null;

    /// <summary>Notes a request, whoever answers it.</summary>
    public void Want(TraceEvent request)
    {
        foreach (var (name, cost) in request.Costs)
        {
            if (Open(name) is { } run)
            {
                run.Wanted += cost;
            }
        }
    }

    /// <summary>Answers a request, or tells of the limit.</summary>
    public TryOutcome Answer(TraceEvent request, DateTimeOffset now)
    {
        if (Blocking(request) is { } blocking)
        {
            blocking.Limits++;
            return new()
            {
                Status = StatusCodes.Status429TooManyRequests,
                Headers = Headers(request, now, blocking),
                Body = """{"type":"error","error":{"type":"rate_limit_error","message":"This request would exceed your account's rate limit. Please try again later."}}""",
            };
        }

        foreach (var window in trace.Windows.Where(window => window.ResetsAt is null && !_open.ContainsKey(window.Name)))
        {
            Begin(window, now + window.Length, Runs.Exists(other => other.Window == window) ? 0 : window.Used).Wanted += request.Costs.GetValueOrDefault(window.Name);
        }

        // The headers are written before the answer is: they do not know yet what it will cost.
        var headers = Headers(request, now, null);
        foreach (var (name, cost) in request.Costs)
        {
            if (Open(name) is { } run)
            {
                run.Used += cost;
                run.Answers++;
            }
        }

        return new() { Status = StatusCodes.Status200OK, Headers = headers, Body = "", Transport = FailureKind.None, Inside = FailureKind.None };
    }

    private WindowRun Begin(TraceWindow window, DateTimeOffset resetsAt, double used)
    {
        var run = new WindowRun(window, resetsAt, used);
        Runs.Add(run);
        return _open[window.Name] = run;
    }

    private WindowRun? Blocking(TraceEvent request) =>
        Binding(request).Where(run => run.Used >= 1).MaxBy(run => run.ResetsAt);

    private IEnumerable<WindowRun> Binding(TraceEvent request) =>
        _open.Values.Where(run => run.Window.Family is not { } family || family == ClaudeFamily.Of(request.Model));

    private IHeaderDictionary Headers(TraceEvent request, DateTimeOffset now, WindowRun? blocking)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        void Tell(string name, string value) => headers[HeaderNames.UnifiedPrefix + name] = value;
        var shown = Binding(request).ToList();
        foreach (var run in shown)
        {
            Tell($"{run.Window.Name}-utilization", Math.Round(run.Used, 2).ToString(CultureInfo.InvariantCulture));
            Tell($"{run.Window.Name}-reset", Seconds(run.ResetsAt));
            if (run.Used >= 0.9)
            {
                Tell($"{run.Window.Name}-surpassed-threshold", "0.9");
            }
        }

        var told = blocking ?? shown.MaxBy(run => run.Used)!;
        Tell("status", blocking is not null ? "rejected" : told.Used >= 0.9 ? "allowed_warning" : "allowed");
        Tell("representative-claim", Claim(told.Window.Name));
        Tell("reset", Seconds(told.ResetsAt));
        if (blocking is not null)
        {
            headers.RetryAfter = Math.Ceiling((blocking.ResetsAt - now).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return headers;
    }

    private static string Claim(string window) => window.Replace("5h", "five_hour", StringComparison.Ordinal).Replace("7d", "seven_day", StringComparison.Ordinal);

    private static string Seconds(DateTimeOffset moment) => moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
