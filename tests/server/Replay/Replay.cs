using ClaudeSidecar.Control;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Tests.Replay;

/// <summary>
/// Plays one trace through the code that decides, in virtual time: what the gateway does with a request is done here step by step, but for
/// the sockets. The local model always answers.
/// </summary>
internal sealed class Replay
{
    private const string Account = "account";
    private const string Claude = "claude";

    private readonly Trace _trace;
    private readonly ReplayClock _clock;
    private readonly ReplayCloud _cloud;
    private readonly RoutingState _routing;
    private readonly Random _random = new(1);
    private readonly Dictionary<string, WindowRun> _left = [];

    private Replay(Trace trace, OptionsStore options, string folder)
    {
        (_trace, _clock, _cloud) = (trace, new(trace.Start), new(trace));
        _routing = new(options, new(_clock), new(_clock, _random.NextDouble), new(_clock), new(Path.Combine(folder, "no-routes.json")), _clock) { Random = _random.NextDouble };
    }

    public int Requests { get; private set; }

    public int ByClaude { get; private set; }

    public int Rescued { get; private set; }

    public int Visible { get; private set; }

    public int MovedInToolLoop { get; private set; }

    public int MovedInToolLoopForNothing { get; private set; }

    /// <summary>How often a session left for a window, and how often it came back from it.</summary>
    public Dictionary<(string Session, WindowRun Window, bool Leaves), int> Switches { get; } = [];

    /// <summary>Every window that was begun.</summary>
    public IReadOnlyList<WindowRun> Windows => _cloud.Runs;

    /// <summary>Plays a trace.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="options">The providers are <c>claude</c>, which the client pays, and a local one.</param>
    /// <param name="folder">Any folder.</param>
    public static ReplayReport Run(Trace trace, OptionsStore options, string folder)
    {
        var replay = new Replay(trace, options, folder);
        foreach (var one in trace.Events)
        {
            replay.Play(one);
        }

        return ReplayReport.Of(replay);
    }

    private void Play(TraceEvent one)
    {
        _clock.True = _trace.Start.AddSeconds(one.At);
        _cloud.Proceed(_clock.True);
        if (one.ClockJump is { } jump)
        {
            _clock.Ahead += TimeSpan.FromSeconds(jump);
            return;
        }

        Requests++;
        _cloud.Want(one);
        var request = new RouteRequest(one.Agent is null ? one.Session : $"{one.Session}/{one.Agent}", one.Model, one.InToolLoop, one.Class.IsBeside(), KnownWorkspace: true)
        {
            Class = one.Class,
            Account = Account,
        };
        _routing.Meet(Account);
        var plan = _routing.Plan(request, one.Session);
        var before = _routing.Sessions.Place(request.SessionKey)?.Provider;
        NoteSparing(one, plan);
        var wouldAnswer = _cloud.WouldAnswer(one);
        if (Answer(one, plan) is not { } by)
        {
            Visible++;
            return;
        }

        ByClaude += by.Provider == Claude ? 1 : 0;
        NoteSwitch(one, request, before, by, wouldAnswer);
        _routing.Sessions.Answered(request.SessionKey!, null, by, moves: !request.Auxiliary);
    }

    // As MessagesHandler does it.
    private RouteCandidate? Answer(TraceEvent one, RoutePlan plan)
    {
        var chain = new AttemptChain(plan, _random.NextDouble);
        var limited = false;
        while (chain.Current is { } candidate)
        {
            if (!_routing.Health.TryEnter(candidate.Provider) && !chain.IsLast)
            {
                chain.Failed(new(FailureKind.BeingProbed), _clock.GetUtcNow());
                continue;
            }

            if (candidate.Provider != Claude)
            {
                Rescued += limited ? 1 : 0;
                _routing.Health.Report(candidate.Provider, one.Model, Refusal.None);
                return candidate;
            }

            var outcome = _cloud.Answer(one, _clock.True);
            var now = _clock.GetUtcNow();
            if (RateLimitHeaders.Read(outcome.Headers, now) is { } reading)
            {
                _routing.Quota.Record(Account, reading, new(one.Session, one.Model, StartsTurn: one.Class == RequestClass.Main && !one.InToolLoop));
            }

            var refusal = FailureClassifier.Classify(outcome, now);
            _routing.Health.Report(candidate.Provider, one.Model, refusal);
            if (refusal.Kind == FailureKind.None)
            {
                return candidate;
            }

            limited = true;
            if (chain.Failed(refusal, now) != NextStep.AskNext)
            {
                return null;
            }
        }

        return null;
    }

    private void NoteSparing(TraceEvent one, RoutePlan plan)
    {
        if (plan.First is { Reason: RouteReason.QuotaLow } && _cloud.WouldAnswer(one)
            && _routing.Health.SparingOf(Claude, ClaudeFamily.Of(one.Model)) is { } sparing)
        {
            _cloud.Open(sparing.Window)?.Spared();
        }
    }

    private void NoteSwitch(TraceEvent one, RouteRequest request, string? before, RouteCandidate by, bool wouldAnswer)
    {
        if (before is null || before == by.Provider || request.Auxiliary)
        {
            return;
        }

        var session = request.SessionKey!;
        if (one.InToolLoop)
        {
            MovedInToolLoop++;
            MovedInToolLoopForNothing += before == Claude && wouldAnswer ? 1 : 0;
        }

        var leaves = before == Claude;
        var window = leaves ? Tightest(one) : _left.GetValueOrDefault(session);
        if (window is null)
        {
            return;
        }

        _left[session] = window;
        Switches[(session, window, leaves)] = Switches.GetValueOrDefault((session, window, leaves)) + 1;
    }

    private WindowRun? Tightest(TraceEvent one) => one.Costs.Keys.Select(_cloud.Open).OfType<WindowRun>().MaxBy(run => run.Used);
}
