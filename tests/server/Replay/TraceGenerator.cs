using ClaudeSidecar.Decision;

namespace ClaudeSidecar.Tests.Replay;

/// <summary>Makes traces from seeds: two weeks of people at work, in the ways that strain a forecast.</summary>
/// <remarks>
/// A turn is a request of the user's and a tool loop of some more; the costs of requests are log-normal, thoughts between turns
/// exponential. How much a window of five hours is asked for varies from half of it to twice.
/// </remarks>
internal sealed class TraceGenerator
{
    /// <summary>The kinds of traces.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["steady", "bursty", "sessions", "agent-storms", "weekly", "one-model", "round-the-clock", "clock-jumps"];

    private const string Opus = "claude-opus-4-8";
    private const string Sonnet = "claude-sonnet-5-5";
    private const string Haiku = "claude-haiku-4-5";
    private const double Hour = 3600;
    private const int Days = 12;

    // A Monday.
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly string _kind;
    private readonly int _seed;
    private readonly Random _random;
    private readonly List<TraceEvent> _events = [];
    private readonly double _usualCost;
    private readonly double _weeks;
    private int _agents;

    private TraceGenerator(string kind, int seed)
    {
        (_kind, _seed, _random) = (kind, seed, new(HashCode(kind) + seed));

        // Some four hours of work fall into a window of five: sixty turns of six requests.
        _usualCost = (0.5 + (1.5 * _random.NextDouble())) / 360;

        // How many full windows of five hours a week holds.
        _weeks = kind == "weekly" ? 6 + (4 * _random.NextDouble()) : 40;
    }

    /// <summary>Makes the trace of a seed.</summary>
    public static Trace Make(string kind, int seed) => new TraceGenerator(kind, seed).Make();

    private Trace Make()
    {
        for (var day = 0; day < Days; day++)
        {
            var load = LogNormal(0.25);
            if (_kind == "round-the-clock")
            {
                Work($"night-{day}", day * 24 * Hour, 24 * Hour, load);
                continue;
            }

            if (day % 7 > 4)
            {
                continue;
            }

            var sessions = _kind == "sessions" ? 2 + _random.Next(3) : 1;
            for (var session = 0; session < sessions; session++)
            {
                var from = ((day * 24) + 8.5 + _random.NextDouble()) * Hour;
                Work($"morning-{day}-{session}", from, (3.5 + _random.NextDouble()) * Hour, load / sessions);
                Work($"afternoon-{day}-{session}", from + (5 * Hour), (4 + (2 * _random.NextDouble())) * Hour, load / sessions);
            }
        }

        if (_kind == "clock-jumps")
        {
            JumpClock();
        }

        return new($"{_kind} {_seed}", Start, Windows(), [.. _events.OrderBy(one => one.At)]);
    }

    private List<TraceWindow> Windows()
    {
        List<TraceWindow> windows =
        [
            new("5h", TimeSpan.FromHours(5), null, 0, null),
            new("7d", TimeSpan.FromDays(7), Start.AddHours(_random.Next(1, 168)), 0.3 * _random.NextDouble(), null),
        ];
        if (_kind == "one-model")
        {
            windows.Add(new("7d_opus", TimeSpan.FromDays(7), windows[1].ResetsAt, 0.1 * _random.NextDouble(), "opus"));
        }

        return windows;
    }

    private void Work(string session, double from, double length, double load)
    {
        Request(from, session, null, Haiku, RequestClass.Auxiliary, inToolLoop: false, 0.02);
        var model = _kind == "one-model" && _random.NextDouble() < 0.6 ? Opus : Sonnet;
        var at = from + 5;
        while (at < from + length)
        {
            var heavy = _kind == "bursty" && _random.NextDouble() < 0.02 ? 20 : 1;
            at = Turn(session, at, model, load * heavy);
            at += Pause();
        }
    }

    private double Pause() => _kind == "bursty" && _random.NextDouble() < 0.12
        ? (10 + (50 * _random.NextDouble())) * 60
        : Exponential(_kind switch { "bursty" => 30, "round-the-clock" => 240, _ => 90 });

    private double Turn(string session, double at, string model, double load)
    {
        var requests = 1 + (int)Exponential(5);
        var storm = _kind == "agent-storms" && _random.NextDouble() < 0.04;
        for (var request = 0; request < requests; request++)
        {
            Request(at, session, null, model, RequestClass.Main, inToolLoop: request > 0, load);
            at += 8 + Exponential(18);
            if (storm && request == 0)
            {
                at = Storm(session, at, load);
            }
        }

        return at;
    }

    private double Storm(string session, double from, double load)
    {
        var end = from;
        for (var agents = 3 + _random.Next(8); agents > 0; agents--)
        {
            var (agent, at) = ($"agent-{++_agents}", from + (3 * _random.NextDouble()));
            for (var requests = 5 + _random.Next(15); requests > 0; requests--)
            {
                Request(at, session, agent, Sonnet, RequestClass.SubAgent, inToolLoop: at > from + 3, load);
                at += 4 + Exponential(10);
            }

            end = Math.Max(end, at);
        }

        return end;
    }

    private void Request(double at, string session, string? agent, string model, RequestClass kind, bool inToolLoop, double load)
    {
        var cost = _usualCost * load * LogNormal(0.8) * (_kind == "bursty" ? 1.5 : 1);
        var costs = new Dictionary<string, double> { ["5h"] = Rounded(cost), ["7d"] = Rounded(cost / _weeks) };
        if (_kind == "one-model" && model == Opus)
        {
            costs["7d_opus"] = Rounded(cost / 7);
        }

        _events.Add(new() { At = Math.Round(at, 1), Session = session, Agent = agent, Model = model, Class = kind, InToolLoop = inToolLoop, Costs = costs });
    }

    // Set wrong by up to an hour and a half, either way, and set right again.
    private void JumpClock()
    {
        for (var day = 0; day < Days; day++)
        {
            var jump = Math.Round((_random.NextDouble() - 0.5) * 3 * Hour);
            var at = ((day * 24) + 8 + (8 * _random.NextDouble())) * Hour;
            _events.Add(new() { At = at, ClockJump = jump });
            _events.Add(new() { At = at + Exponential(Hour), ClockJump = -jump });
        }
    }

    private double Exponential(double mean) => -mean * Math.Log(1 - _random.NextDouble());

    // Of mean one.
    private double LogNormal(double sigma)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        return Math.Exp((sigma * normal) - (sigma * sigma / 2));
    }

    private static double Rounded(double cost) => Math.Round(cost, 7);

    // The same in every process, unlike the framework's own.
    private static int HashCode(string text) => text.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter));
}
