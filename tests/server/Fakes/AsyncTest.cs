namespace ClaudeSidecar.Tests.Fakes;

/// <summary>Tests whose end must be awaited: xunit 2 awaits it through <see cref="IAsyncLifetime"/> only, while the analyzers look for <see cref="IAsyncDisposable"/>.</summary>
public abstract class AsyncTest : IAsyncLifetime, IAsyncDisposable
{
    public virtual Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public abstract ValueTask DisposeAsync();
}
