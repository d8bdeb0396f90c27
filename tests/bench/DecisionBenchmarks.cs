using BenchmarkDotNet.Attributes;
using ClaudeSidecar.Control;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Quota.Forecast;
using ClaudeSidecar.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Benchmarks;

/// <summary>One decision with all that it looks at: quota and forecast of an account that has worked for hours, health, pins, the session.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class DecisionBenchmarks
{
    private const string Account = "an-account";

    private static readonly RouteRequest Turn = Request(inToolLoop: false);
    private static readonly RouteRequest Loop = Request(inToolLoop: true);

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-bench-").FullName;
    private RoutingState _routing = null!;

    /// <summary>What the quota is like.</summary>
    public enum Quota
    {
        /// <summary>Enough of it.</summary>
        Plenty,

        /// <summary>New turns leave before the limit.</summary>
        Low,

        /// <summary>The limit has been met.</summary>
        UsedUp,
    }

    /// <summary>What the quota is like.</summary>
    [Params(Quota.Plenty, Quota.Low, Quota.UsedUp)]
    public Quota State { get; set; }

    /// <summary>Plays three hours of turns to the ledger.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var clock = new Clock();
        var options = new OptionsStore(Path.Combine(_folder, "sidecar.json"), clock, NullLogger<OptionsStore>.Instance);
        options.Load();
        _routing = new(options, new(clock), new(clock), new(clock), new(Path.Combine(_folder, "routes.json")), clock);
        _routing.Meet(Account);
        var reset = clock.Now.AddHours(4.5);
        var end = State == Quota.Plenty ? 0.5 : 0.996;
        for (var i = 0; i <= 90; i++, clock.Now += TimeSpan.FromMinutes(2))
        {
            var used = end * (0.5 + (i / 180.0));
            QuotaWindow Window(string name, double share, double days) => new(name, share, reset.AddDays(days), QuotaState.Allowed);
            var reading = new QuotaReading
            {
                At = clock.Now,
                Source = QuotaReading.FromHeaders,
                Windows = [Window("5h", used, 0), Window("7d", used / 10, 3), Window("7d_opus", used / 20, 3) with { Families = ["opus"] }],
            };
            _routing.Quota.Record(Account, reading, new("s", Turn.Model, StartsTurn: true));
        }

        if (State == Quota.UsedUp)
        {
            _routing.Health.Report("claude", Turn.Model, new(Wire.FailureKind.QuotaWindow, reset, "5h"));
        }

        _routing.Sessions.Answered("s", null, new("claude", RouteReason.Primary), moves: true);
        var expected = State == Quota.Plenty ? "claude" : "local";
        if (_routing.Plan(Turn, "s").First?.Provider != expected)
        {
            throw new InvalidOperationException($"{expected} was expected to be asked first.");
        }
    }

    /// <summary>Ends the watching of the file.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _routing.Options.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A new turn, from what is remembered to the ordered candidates: the forecast included.</summary>
    [Benchmark]
    public RoutePlan DecideATurn() => _routing.Plan(Turn, "s");

    /// <summary>The same in the middle of a tool loop.</summary>
    [Benchmark]
    public RoutePlan DecideInAToolLoop() => _routing.Plan(Loop, "s");

    /// <summary>The forecast alone.</summary>
    [Benchmark]
    public QuotaOutlook Outlook() => _routing.Quota.Outlook(Account);

    private static RouteRequest Request(bool inToolLoop) =>
        new("s", "claude-sonnet-5", inToolLoop, Auxiliary: false, KnownWorkspace: true) { Class = RequestClass.Main, Account = Account };

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
