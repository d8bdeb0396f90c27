using ClaudeSidecar.Decision;
using ClaudeSidecar.Quota.Forecast;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Tests.Decision;

public sealed class RoutePolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly RouteRequest Turn = new("s", "claude-sonnet-5", InToolLoop: false, Auxiliary: false, KnownWorkspace: true);
    private static readonly BackendHealth Limited = new(false, Now.AddMinutes(10), FailureKind.QuotaWindow, "5h");

    private static readonly SidecarOptions Options = new()
    {
        Providers =
        [
            new() { Name = "local", BaseUrl = new("http://127.0.0.1:11434"), Local = true, Priority = 10 },
            new() { Name = "claude", BaseUrl = new("https://api.anthropic.com"), Dialect = Dialect.Anthropic, Credentials = CredentialKind.Client },
            new() { Name = "deepseek", BaseUrl = new("https://api.deepseek.com"), Dialect = Dialect.Anthropic, Credentials = CredentialKind.Key, ApiKeyEnv = "K", Priority = 2 },
        ],
    };

    private readonly Dictionary<string, BackendHealth> _health = [];
    private QuotaOutlook _outlook = QuotaOutlook.Empty;

    [Fact]
    public void PrioritiesOrderTheCandidates() => Assert.Equal("claude primary, deepseek primary, local primary", Plan(Turn));

    [Fact]
    public void ALimitedProviderIsAskedLast()
    {
        _health["claude"] = Limited;

        Assert.Equal("deepseek quota-window, local quota-window, claude least-bad", Plan(Turn));
    }

    [Fact] // edge case 39
    public void WhenAllAreOutTheOneThatIsBackSoonestIsAskedFirst()
    {
        _health["claude"] = Limited;
        _health["deepseek"] = Limited with { Until = Now.AddMinutes(1) };
        _health["local"] = Limited with { Until = Now.AddMinutes(5) };

        Assert.Equal("deepseek least-bad, local least-bad, claude least-bad", Plan(Turn));
    }

    [Fact]
    public void AKeyOfOursIsSpentOnlyForAKnownWorkspace()
    {
        Assert.Equal("claude primary, local primary", Plan(Turn with { KnownWorkspace = false }));
        Assert.Equal("claude primary, deepseek primary, local primary", Plan(Turn with { KnownWorkspace = false }, options: Options with { Listen = new() { RequireKey = false } }));
    }

    [Theory] // edge case 36
    [InlineData("local", "local pinned")]
    [InlineData("cloud", "claude pinned, deepseek pinned")]
    [InlineData("deepseek", "deepseek pinned")]
    public void APinLeavesOnlyWhatItNames(string pin, string expected)
    {
        _health["claude"] = Limited;

        Assert.Equal(expected, Plan(Turn, pin: pin));
    }

    [Fact]
    public void WithoutHandoverNobodyElseIsAsked()
    {
        _health["claude"] = Limited;

        Assert.Equal("claude primary", Plan(Turn, options: With(new() { Mode = HandoverMode.Off })));
    }

    [Fact]
    public void WhereTheUserIsAskedFirstClaudesOwnWordComesBeforeTheQuestion()
    {
        _health["claude"] = Limited;
        var plan = RoutePolicy.Plan(Turn, With(new() { Mode = HandoverMode.Ask }), "auto", null, name => _health.GetValueOrDefault(name, BackendHealth.Good), _outlook, Now);

        Assert.True(plan.AsksTheUser);
        Assert.Equal(RouteReason.AskFirst, plan.First!.Reason);
        Assert.Equal(["claude", "deepseek", "local"], plan.Candidates.Select(candidate => candidate.Provider));
    }

    [Fact] // edge case 17
    public void SparedQuotaSendsTheNextTurnElsewhereAndLeavesATurnThatHasBegun()
    {
        _health["claude"] = Spared;

        Assert.Equal("deepseek quota-low, local quota-low, claude primary", Plan(Turn));
        Assert.Equal("claude primary, deepseek primary, local primary", Plan(Turn with { InToolLoop = true }));
        Assert.Equal("local tool-loop, claude primary, deepseek primary", Plan(Turn with { InToolLoop = true }, Place(until: 600)));
    }

    [Fact]
    public void SparedQuotaIsSpentWhereNobodyElseCanAnswer()
    {
        _health["claude"] = Spared;
        _health["deepseek"] = _health["local"] = Limited;

        Assert.Equal("claude primary, deepseek least-bad, local least-bad", Plan(Turn));
    }

    [Theory]
    [InlineData(RequestClass.Compaction, RequestTopic.Any)]
    [InlineData(RequestClass.Main, RequestTopic.Plan)]
    [InlineData(RequestClass.SubAgent, RequestTopic.SecurityReview)]
    [InlineData(RequestClass.Main, RequestTopic.Architecture)]
    public void WhatMattersMostStaysUntilTheLimitButDoesNotComeBackForIt(RequestClass kind, RequestTopic topic)
    {
        _health["claude"] = Spared;
        var heavy = Turn with { Class = kind, Topic = topic };

        Assert.Equal("claude", Plan(heavy).Split(' ')[0]);
        Assert.Equal("deepseek", Plan(heavy, options: With(new() { StayLonger = [] })).Split(' ')[0]);
        Assert.Equal("local minimum-stay", Plan(heavy, Place(until: 600)).Split(", ")[0]);
    }

    [Theory]
    [InlineData(RequestClass.Probe)]
    [InlineData(RequestClass.Count)]
    public void WhatCostsNoQuotaIsAskedOfClaude(RequestClass kind)
    {
        _health["claude"] = Spared;

        Assert.Equal("claude", Plan(Turn with { Class = kind, Auxiliary = true }).Split(' ')[0]);
    }

    [Fact] // edge case 45
    public void ATitleLeavesFromTheFirstWarningOnAndItsSessionStays()
    {
        _outlook = Windows.Outlook(Windows.Window(left: 0.15, dryIn: 60));
        var title = Turn with { Class = RequestClass.Auxiliary, Auxiliary = true };

        Assert.Equal("deepseek small-request, local small-request, claude primary", Plan(title));
        Assert.Equal("claude", Plan(Turn).Split(' ')[0]);
        Assert.Equal("claude", Plan(title, options: With(new() { LeaveEarlier = [] })).Split(' ')[0]);
        _outlook = Windows.Outlook(Windows.Window(left: 0.15, dryIn: null));
        Assert.Equal("claude", Plan(title).Split(' ')[0]);
    }

    [Fact]
    public void OfThoseThatHelpOutTheOneThatWorkedIsAskedBeforeTheOneThatFailed()
    {
        _health["claude"] = Limited;
        _health["deepseek"] = BackendHealth.Good with { Shaky = true };

        Assert.Equal("local quota-window, deepseek quota-window, claude least-bad", Plan(Turn));
    }

    [Fact] // edge case 6
    public void OnlyAnOverloadedCloudIsAskedOnceMoreAndNotForATitle()
    {
        Assert.Equal([2, 0, 0], Candidates(Turn).Select(candidate => candidate.Patience));
        Assert.Equal([0, 0, 0], Candidates(Turn with { Auxiliary = true }).Select(candidate => candidate.Patience));
    }

    [Fact] // edge case 44
    public void AToolLoopIsFinishedWhereItBegan() =>
        Assert.Equal("local tool-loop, claude primary, deepseek primary", Plan(Turn with { InToolLoop = true }, Place(until: -1)));

    [Fact] // edge case 34
    public void ANewTurnReturnsAfterTheResetWhateverTheStay() =>
        Assert.Equal("claude primary, deepseek primary, local primary", Plan(Turn, Place(until: -1)));

    [Fact] // edge case 18
    public void WithoutAResetTheMinimumStayHolds()
    {
        Assert.Equal("local minimum-stay, claude primary, deepseek primary", Plan(Turn, Place(until: null)));
        Assert.Equal("claude primary, deepseek primary, local primary", Plan(Turn, Place(until: null) with { Since = Now.AddMinutes(-6) }));
    }

    [Fact] // edge case 45
    public void AnAuxiliaryRequestFollowsItsSession() =>
        Assert.Equal("local", Plan(Turn with { Auxiliary = true }, Place(until: -1)).Split(' ')[0]);

    [Fact]
    public void ASessionLeavesABackendThatIsDown()
    {
        _health["local"] = new(false, Now.AddMinutes(3), FailureKind.Unreachable, null);

        Assert.Equal("claude primary, deepseek primary, local least-bad", Plan(Turn with { InToolLoop = true }, Place(until: null)));
    }

    private static readonly BackendHealth Spared = BackendHealth.Good with { Sparing = new("5h", Now.AddMinutes(30)) };

    private static SidecarOptions With(HandoverOptions handover) => Options with { Handover = handover };

    private static SessionPlace Place(int? until) => new("local", Now.AddMinutes(-1), RouteReason.QuotaWindow, until is { } seconds ? Now.AddSeconds(seconds) : null);

    private IReadOnlyList<RouteCandidate> Candidates(RouteRequest request, SessionPlace? place = null, string pin = "auto", SidecarOptions? options = null) =>
        RoutePolicy.Plan(request, options ?? Options, pin, place, name => _health.GetValueOrDefault(name, BackendHealth.Good), _outlook, Now).Candidates;

    private string Plan(RouteRequest request, SessionPlace? place = null, string pin = "auto", SidecarOptions? options = null) =>
        string.Join(", ", Candidates(request, place, pin, options).Select(candidate => $"{candidate.Provider} {candidate.Reason.Word()}"));
}
