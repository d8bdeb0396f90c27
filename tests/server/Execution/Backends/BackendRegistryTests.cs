using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Tests.Execution.Backends;

public sealed class BackendRegistryTests
{
    private static readonly SidecarOptions Options = new()
    {
        Providers = [new() { Name = "local", Dialect = Dialect.OpenAi, BaseUrl = new("http://127.0.0.1:1"), Model = "m", Local = true }],
    };

    [Fact]
    public void ABackendIsKeptWhileNothingThatItWasMadeOfHasChanged()
    {
        var registry = new BackendRegistry(static (provider, _) => new Named(provider.Name));
        registry.Apply(Options);
        var first = registry.Find("local");

        registry.Apply(Options with { Listen = Options.Listen with { Port = 1 }, Providers = [.. Options.Providers] });
        Assert.Same(first, registry.Find("local"));

        // It was made with them: an old one would go on with the old ones.
        registry.Apply(Options with { Context = Options.Context with { ReserveOutput = 1234 } });
        Assert.NotSame(first, registry.Find("local"));

        registry.Apply(Options with { Providers = [] });
        Assert.Null(registry.Find("local"));
    }

    private sealed class Named(string name) : IBackend
    {
        public string Name => name;

        public Task<UpstreamReply> SendAsync(UpstreamRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
