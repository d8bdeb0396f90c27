using System.Text.Json;
using ClaudeSidecar.Control;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Control;

public sealed class RecoveryCheckTests : AsyncTest
{
    private const string Providers = """
        "providers": [
          { "name": "claude", "dialect": "anthropic", "baseUrl": "https://api.anthropic.com", "credentials": "client" },
          { "name": "other", "dialect": "anthropic", "baseUrl": "https://other.example", "apiKeyEnv": "OTHER_KEY", "model": "other-\"small\"", "priority": 1 },
          { "name": "local", "dialect": "openai", "baseUrl": "http://127.0.0.1:9", "model": "m", "local": true, "priority": 2 } ]
        """;

    private static readonly byte[] Whole =
        """{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"x"}],"stop_reason":"max_tokens","usage":{"input_tokens":1,"output_tokens":1} }"""u8.ToArray();

    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly OptionsStore _options;
    private readonly RoutingState _routing;
    private readonly RecoveryCheck _recovery;
    private readonly List<string> _looked = [];
    private readonly List<UpstreamRequest> _asked = [];
    private int _status = 200;

    public RecoveryCheckTests()
    {
        _folder.Write("sidecar.json", $"{{ {Providers} }}");
        _options = new(_folder["sidecar.json"], _time, NullLogger<OptionsStore>.Instance);
        _options.Load();
        _routing = new(_options, new(_time), new(_time), new(_time), new(_folder["routes.json"]), _time);
        var locals = new LocalProbe(_routing, new(), (provider, _) =>
        {
            _looked.Add(provider.Name);
            return Task.FromResult(provider.Local ? new LocalOutlook { Report = new([], "", "") } : null);
        });
        _recovery = new(_routing, locals, new(_routing, name => new Backend(this, name)), NullLogger.Instance);
    }

    public override async ValueTask DisposeAsync()
    {
        await _recovery.DisposeAsync();
        _options.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void WhileNothingIsOutItSleeps() => Assert.Null(_recovery.Next);

    [Fact]
    public async Task ALocalServerThatIsBackIsUsedFromTheNextMinuteOfTheScheduleOn()
    {
        Fail("local");
        Assert.Equal(_time.GetUtcNow().AddMinutes(1), _recovery.Next);

        await ByTheScheduleAsync(() => _routing.Health.Of("local").Available);

        Assert.Equal(["local"], _looked);
        Assert.Empty(_asked);
        Assert.Null(_recovery.Next);
    }

    [Fact]
    public async Task WhatAKeyOfOursPaysForIsSentTheSmallestRequest()
    {
        Fail("other");
        await ByTheScheduleAsync(() => _routing.Health.Of("other") is { Available: true, Shaky: false });

        using var body = JsonDocument.Parse(Assert.Single(_asked).Body);
        Assert.Equal("other-\"small\"", body.RootElement.GetProperty("model").GetString());
        Assert.Equal(1, body.RootElement.GetProperty("max_tokens").GetInt32());
        Assert.False(body.RootElement.TryGetProperty("stream", out _));
    }

    [Fact]
    public async Task WhatStaysOutIsTriedAgainAtEachMinuteOfTheSchedule()
    {
        _status = 503;
        Fail("other");

        for (var minute = 1; minute <= 3; minute++)
        {
            await ByTheScheduleAsync(() => _asked.Count == minute);
        }

        Assert.Equal(3, _asked.Count);
        Assert.False(_routing.Health.Of("other").Available);
        Assert.Equal(_time.GetUtcNow().AddMinutes(1), _recovery.Next);
    }

    [Fact]
    public void ClaudeIsNeverAskedForItsNextRealRequestIsTheProbe()
    {
        Fail("claude");
        _routing.Health.Report("other", "m", new(FailureKind.QuotaWindow, _time.GetUtcNow().AddHours(3)));
        Assert.Null(_recovery.Next);

        _time.Advance(TimeSpan.FromHours(2));
        Assert.Empty(_asked);
        Assert.Empty(_looked);
    }

    [Theory]
    [InlineData("off", null)]
    [InlineData("30 * * * *", 30)]
    public void TheScheduleIsTheUsers(string schedule, int? minutes)
    {
        Schedule(schedule);
        Fail("local");

        Assert.Equal(minutes is { } after ? _time.GetUtcNow().AddMinutes(after) : null, _recovery.Next);
    }

    [Fact]
    public async Task OnDemandEveryKeyIsAskedOnceWhetherOutOrNotAndClaudeNever()
    {
        await _recovery.RunAsync(CancellationToken.None);

        Assert.Contains("local", _looked);
        Assert.Equal("other-\"small\"", Assert.Single(_asked).Head?.Model);
    }

    [Fact]
    public async Task AProviderThatSomebodyElseIsTryingIsNotAskedTwice()
    {
        Schedule("off");
        Fail("other");
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.True(_routing.Health.TryEnter("other"));

        await _recovery.RunAsync(CancellationToken.None);

        Assert.Empty(_asked);
    }

    private void Schedule(string schedule)
    {
        _folder.Write("sidecar.json", $$"""{ {{Providers}}, "handover": { "recoveryCheck": "{{schedule}}" } }""");
        _options.Load();
    }

    private void Fail(string provider)
    {
        _routing.Health.Report(provider, "m", new(FailureKind.Unreachable));
        _routing.Health.Report(provider, "m", new(FailureKind.Unreachable));
    }

    private async Task ByTheScheduleAsync(Func<bool> done)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _routing.Health.Changed += () => _ = done() && told.TrySetResult();
        _time.Advance(_recovery.Next!.Value - _time.GetUtcNow());
        await told.Task.WaitAsync(TimeSpan.FromSeconds(90));
    }

    private sealed class Backend(RecoveryCheckTests test, string name) : IBackend
    {
        public string Name => name;

        public Task<UpstreamReply> SendAsync(UpstreamRequest request, CancellationToken cancellationToken)
        {
            test._asked.Add(request);
            return Task.FromResult(new UpstreamReply
            {
                Status = test._status,
                Headers = new HeaderDictionary { ["Content-Type"] = "application/json" },
                Body = Pieces(test._status == 200 ? Whole : """{"type":"error"}"""u8.ToArray()),
            });
        }

        private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces(byte[] body)
        {
            await Task.CompletedTask;
            yield return body;
        }
    }
}
