using System.Text;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>The configuration changes under answers that are on their way.</summary>
public sealed class ReloadTests : AsyncTest
{
    private const string Block = "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n";
    private const string End = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    private readonly ManualTime _time = new();
    private FakeUpstream _first = null!;
    private FakeUpstream _second = null!;
    private SidecarHost _sidecar = null!;

    public override async Task InitializeAsync()
    {
        _first = await FakeUpstream.StartAsync();
        _second = await FakeUpstream.StartAsync();
        _sidecar = await SidecarHost.StartAsync(Configuration("before", _first), _time);
    }

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact] // edge case 37
    public async Task AStreamEndsWhereItBeganAndTheNextTurnGoesToTheProviderThatTookItsPlace()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _first.Answer = async context =>
        {
            await FakeUpstream.Stream(Encoding.UTF8.GetBytes(Block), 1000)(context);
            await goOn.Task.WaitAsync(TimeSpan.FromSeconds(90));
            await context.Response.WriteAsync(End);
        };
        _second.Answer = FakeUpstream.Stream(Encoding.UTF8.GetBytes(Block + End), 1000);

        using var running = await _sidecar.AskAsync(SidecarHost.Turn());
        await File.WriteAllTextAsync(_sidecar.ConfigurationFile, Configuration("after", _second));
        _sidecar.Reload();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var next = await _sidecar.AskAsync(SidecarHost.Turn());
        goOn.TrySetResult();

        Assert.Equal("before", running.Headers.GetValues("x-sidecar-provider").Single());
        Assert.Equal(Block + End, await running.Content.ReadAsStringAsync());
        Assert.Equal("after", next.Headers.GetValues("x-sidecar-provider").Single());
        Assert.Equal(Block + End, await next.Content.ReadAsStringAsync());
    }

    // edge case 36
    // edge case 37
    [Fact]
    public async Task PinsCooldownsAndCountersOutliveAReloadAndAFileThatIsBroken()
    {
        _first.Answer = context =>
        {
            context.Response.StatusCode = 503;
            return context.Response.WriteAsync("{}");
        };
        for (var i = 0; i < 2; i++)
        {
            using var failed = await _sidecar.AskAsync(SidecarHost.Turn());
        }

        _sidecar.Services.Control.Switch("cloud", "s-1");
        var before = _sidecar.Services.Control.Status();

        await File.WriteAllTextAsync(_sidecar.ConfigurationFile, Configuration("before", _first, """, "idleMinutes": 7"""));
        _sidecar.Reload();
        await File.WriteAllTextAsync(_sidecar.ConfigurationFile, """{ "idleMinutes": "soon", "handover": { "mode": "never" } }""");
        _sidecar.Services.Routing.Options.Load();

        var after = _sidecar.Services.Control.Status();
        Assert.Contains("idleMinutes", after.ConfigurationError, StringComparison.Ordinal);
        Assert.Contains("handover.mode", after.ConfigurationError, StringComparison.Ordinal);
        Assert.Equal(7, _sidecar.Services.Routing.Options.Current.IdleMinutes);
        Assert.Equal(("down", before.Backends[0].Until), (after.Backends[0].State, after.Backends[0].Until));
        Assert.Equal("cloud", _sidecar.Services.Routing.Routes.For("s-1", _sidecar.Services.Routing.Options.Current));
        Assert.Contains("claude_sidecar_requests_total{provider=\"before\"", _sidecar.Services.Metrics.Text(), StringComparison.Ordinal);
    }

    [Fact] // edge case 43
    public async Task AddressModelAndKeyChangeTogether()
    {
        Environment.SetEnvironmentVariable("SIDECAR_TEST_KEY_A", "key-a");
        Environment.SetEnvironmentVariable("SIDECAR_TEST_KEY_B", "key-b");
        foreach (var upstream in (FakeUpstream[])[_first, _second])
        {
            upstream.Answer = context =>
            {
                context.Response.ContentType = "application/json";
                return context.Response.WriteAsync("""{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1} }""");
            };
        }

        var (a, b) = (Keyed(_first, "a"), Keyed(_second, "b"));
        await File.WriteAllTextAsync(_sidecar.ConfigurationFile, a);
        _sidecar.Reload();
        var asking = Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var i = 0; i < 25; i++)
            {
                using var answer = await _sidecar.AskAsync(SidecarHost.Turn(stream: false));
                Assert.Equal(200, (int)answer.StatusCode);
            }
        }));
        for (var i = 0; !asking.IsCompleted || _second.Requests.IsEmpty; i++)
        {
            await File.WriteAllTextAsync(_sidecar.ConfigurationFile, i % 2 == 0 ? b : a);
            _sidecar.Reload();
            using var between = await _sidecar.AskAsync(SidecarHost.Turn(stream: false));
        }

        await asking;
        AssertOf("a", _first);
        AssertOf("b", _second);
    }

    private static void AssertOf(string name, FakeUpstream upstream)
    {
        var turns = upstream.Requests.Where(request => request.Method == "POST").ToList();
        Assert.NotEmpty(turns);
        Assert.All(turns, request =>
        {
            using var body = System.Text.Json.JsonDocument.Parse(request.Body);
            Assert.Equal(($"model-{name}", $"key-{name}"), (body.RootElement.GetProperty("model").GetString(), request.Headers["x-api-key"]));
        });
    }

    private static string Keyed(FakeUpstream upstream, string name) =>
        $$"""
        {
          "listen": { "requireKey": false },
          "providers": [ { "name": "other", "dialect": "anthropic", "baseUrl": "{{upstream.BaseUrl}}", "apiKeyEnv": "SIDECAR_TEST_KEY_{{name.ToUpperInvariant()}}", "model": "model-{{name}}" } ]
        }
        """;

    private static string Configuration(string name, FakeUpstream upstream, string more = "") =>
        $$"""{ "providers": [ { "name": "{{name}}", "dialect": "anthropic", "baseUrl": "{{upstream.BaseUrl}}", "credentials": "client" } ]{{more}} }""";
}
