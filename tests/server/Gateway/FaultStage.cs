using System.Net;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>Two stand-ins and a clock, on which one schedule of faults is played after the other.</summary>
internal sealed class FaultStage : IAsyncDisposable
{
    private readonly HttpClient _control = new();
    private readonly CloudSimulator _cloud;
    private readonly LocalSimulator _local;

    private FaultStage(ManualTime time, CloudSimulator cloud, LocalSimulator local) => (Time, _cloud, _local) = (time, cloud, local);

    public ManualTime Time { get; }

    public string Cloud => _cloud.BaseUrl;

    public string Local => _local.BaseUrl;

    public static async Task<FaultStage> StartAsync()
    {
        var time = new ManualTime();
        return new(time, await CloudSimulator.StartAsync(SimulatorScript.Empty, time: time), await LocalSimulator.StartAsync(SimulatorScript.Empty, time: time));
    }

    public async Task LoadAsync(string cloud, string local)
    {
        await LoadOneAsync(Cloud, cloud);
        await LoadOneAsync(Local, local);
    }

    /// <summary>What is silent or loads is waited for: the hours of this clock pass only while nothing else happens.</summary>
    public async Task<T> WithTimeGoingOnAsync<T>(Task<T> asking)
    {
        while (await Task.WhenAny(asking, Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System)) != asking)
        {
            Time.Advance(TimeSpan.FromSeconds(5));
        }

        return await asking;
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _cloud.DisposeAsync();
        await _local.DisposeAsync();
    }

    private async Task LoadOneAsync(string simulator, string script)
    {
        using var content = new StringContent(script);
        using var loaded = await _control.PostAsync($"{simulator}/simulator/script", content);
        Assert.Equal(HttpStatusCode.NoContent, loaded.StatusCode);
    }
}
