using ClaudeSidecar.Decision;
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

    [Theory]
    [InlineData(HandoverMode.Off)]
    [InlineData(HandoverMode.Ask)]
    public void WithoutAutomaticHandoverNobodyElseIsAsked(HandoverMode mode)
    {
        _health["claude"] = Limited;

        Assert.Equal("claude primary", Plan(Turn, options: Options with { Handover = new() { Mode = mode } }));
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

    private static SessionPlace Place(int? until) => new("local", Now.AddMinutes(-1), RouteReason.QuotaWindow, until is { } seconds ? Now.AddSeconds(seconds) : null);

    private string Plan(RouteRequest request, SessionPlace? place = null, string pin = "auto", SidecarOptions? options = null) => string.Join(
        ", ",
        RoutePolicy.Plan(request, options ?? Options, pin, place, name => _health.GetValueOrDefault(name, BackendHealth.Good), Now)
            .Candidates.Select(candidate => $"{candidate.Provider} {candidate.Reason.Word()}"));
}
