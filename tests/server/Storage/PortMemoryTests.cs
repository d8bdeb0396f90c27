using System.Net;
using System.Net.Sockets;
using ClaudeSidecar.Storage;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Storage;

// edge case 125
public sealed class PortMemoryTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PortMemory _memory;

    public PortMemoryTests() => _memory = new(_folder.Paths);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheConfiguredPortIsTakenWhereItIsFree()
    {
        var free = FreePort();

        Assert.Equal(free, _memory.Choose(null, free));
    }

    [Fact]
    public void WhereItIsTakenAnotherIsChosenBelowThosesOfOutgoingConnections()
    {
        using var other = Listen(out var taken);

        Assert.InRange(_memory.Choose(null, taken), 10_000, 32_000);
    }

    [Fact]
    public void WhatThePortWasChosenForIsKnownWithoutTheConfiguration()
    {
        Assert.Null(_memory.LastConfigured());
        _memory.Remember(FreePort(), 39180);

        Assert.Equal(39180, new PortMemory(_folder.Paths).LastConfigured());
    }

    [Fact]
    public void WhatWasChosenOnceIsKept()
    {
        var (configured, kept) = (FreePort(), FreePort());
        _memory.Remember(kept, configured);

        Assert.Equal(kept, new PortMemory(_folder.Paths).Choose(null, configured));
    }

    [Fact]
    public void AnotherConfigurationIsAnotherChoice()
    {
        var (before, after) = (FreePort(), FreePort());
        _memory.Remember(before, before);

        Assert.Equal(after, _memory.Choose(null, after));
    }

    [Fact]
    public void AKeptPortThatIsTakenIsNamedAndNotReplaced()
    {
        using var other = Listen(out var taken);
        _memory.Remember(taken, 47600);

        var refusal = Assert.Throws<StorageException>(() => _memory.Choose(null, 47600)).Message;

        Assert.StartsWith($"Port {taken}, which Claude Code's settings may point to, is taken by another program: ", refusal, StringComparison.Ordinal);
        Assert.Contains("listen.port", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void ACommandedPortThatIsTakenIsNamed()
    {
        using var other = Listen(out var taken);

        Assert.Equal(
            $"Port {taken} is taken by another program: stop that program, or give another port with --port.",
            Assert.Throws<StorageException>(() => _memory.Choose(taken, 47600)).Message);
    }

    [Fact]
    public void AnyPortIsAskedForWithZero()
    {
        Assert.Equal(0, _memory.Choose(0, 47600));
        Assert.Equal(0, _memory.Choose(null, 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x y")]
    [InlineData("99999 47600")]
    [InlineData("-1 47600")]
    public void ADamagedFileIsNoChoice(string text)
    {
        File.WriteAllText(_folder.Paths.Port, text);

        Assert.Null(_memory.Recall(47600));
    }

    // A killed server leaves connections in TIME_WAIT on its port.
    [Fact]
    public async Task APortWithConnectionsThatFadeAwayIsFree()
    {
        int port;
        using (var server = Listen(out port))
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            using var accepted = await server.AcceptSocketAsync();
            accepted.Close(); // the server's side closes first, so it is the one that waits
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1]));
        }

        Assert.Equal(port, _memory.Choose(port, 47600));
    }

    private static TcpListener Listen(out int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return listener;
    }

    private static int FreePort()
    {
        using var listener = Listen(out var port);
        return port;
    }
}
