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

    private static string Configuration(string name, FakeUpstream upstream) =>
        $$"""{ "providers": [ { "name": "{{name}}", "dialect": "anthropic", "baseUrl": "{{upstream.BaseUrl}}", "credentials": "client" } ] }""";
}
