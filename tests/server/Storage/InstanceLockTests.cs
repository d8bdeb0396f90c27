using System.Diagnostics;
using ClaudeSidecar.Storage;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Storage;

public sealed class InstanceLockTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OnlyOneHoldsIt()
    {
        using (var first = InstanceLock.TryTake(_folder.Paths))
        {
            Assert.NotNull(first);
            Assert.Null(InstanceLock.TryTake(_folder.Paths));
            Assert.True(InstanceLock.IsHeld(_folder.Paths));
        }

        Assert.False(InstanceLock.IsHeld(_folder.Paths));
        using var second = InstanceLock.TryTake(_folder.Paths);
        Assert.NotNull(second);
    }

    // The other process locks as .NET does, with flock, so that it can be killed while it holds the lock.
    [Fact]
    public async Task ItEndsWithItsHolderEvenByKill9()
    {
        using var holder = Process.Start(new ProcessStartInfo("flock", [_folder.Paths.Lock, "-c", "echo held; exec sleep 1000"]) { RedirectStandardOutput = true })!;
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync());
        Assert.Null(InstanceLock.TryTake(_folder.Paths));

        holder.Kill(entireProcessTree: true);
        await holder.WaitForExitAsync();
        await holder.StandardOutput.ReadToEndAsync(); // ends with the last of the tree

        using var taken = InstanceLock.TryTake(_folder.Paths);
        Assert.NotNull(taken);
    }
}
