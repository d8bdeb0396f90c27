using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Settings;

public sealed class OptionsStoreTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WithNoFileTheDefaultsHold()
    {
        using var store = Open();

        Assert.Equal(47600, store.Current.Listen.Port);
        Assert.Null(store.Error);
    }

    [Fact]
    public void ABrokenFileKeepsTheOldConfigurationAndSaysWhy()
    {
        _folder.Write("sidecar.json", """{"listen":{"port":5000}}""");
        using var store = Open();

        _folder.Write("sidecar.json", """{"listen":{"port":"x"},"idleMinutes":-1}""");

        Assert.False(store.Load());
        Assert.Equal(5000, store.Current.Listen.Port);
        Assert.Equal(2, store.Error!.Split(Environment.NewLine).Length);
        Assert.Contains("listen.port", store.Error, StringComparison.Ordinal);
        Assert.Contains("idleMinutes", store.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AMendedFileIsInForceAgain()
    {
        _folder.Write("sidecar.json", "{");
        using var store = Open();
        Assert.NotNull(store.Error);

        _folder.Write("sidecar.json", """{"listen":{"port":5001}}""");

        Assert.True(store.Load());
        Assert.Equal(5001, store.Current.Listen.Port);
        Assert.Null(store.Error);
    }

    [Fact]
    public void AFileThatSaysTheSameChangesNothing()
    {
        _folder.Write("sidecar.json", """{"listen":{"port":5000}}""");
        using var store = Open();
        var changes = 0;
        store.Changed += _ => changes++;

        Assert.True(store.Load());

        Assert.Equal(0, changes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ASavedFileIsReadByItself(bool throughLink)
    {
        _folder.Write("dotfiles/sidecar.json", """{"listen":{"port":5000}}""");
        if (throughLink)
        {
            File.CreateSymbolicLink(_folder["sidecar.json"], _folder["dotfiles/sidecar.json"]);
        }

        using var store = new OptionsStore(throughLink ? _folder["sidecar.json"] : _folder["dotfiles/sidecar.json"], TimeProvider.System, NullLogger<OptionsStore>.Instance);
        var changed = new TaskCompletionSource<SidecarOptions>();
        store.Changed += changed.SetResult;

        _folder.Write("dotfiles/sidecar.json", """{"listen":{"port":5002}}""");

        Assert.Equal(5002, (await changed.Task.WaitAsync(Patience)).Listen.Port);
    }

    private OptionsStore Open() => new(_folder["sidecar.json"], new ManualTime(), NullLogger<OptionsStore>.Instance);
}
