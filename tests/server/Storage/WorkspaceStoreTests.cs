using ClaudeSidecar.Storage;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Storage;

public sealed class WorkspaceStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFolderKeepsItsKey()
    {
        var key = new WorkspaceStore(_folder.Paths).GetOrCreate("/home/a/project");

        Assert.Matches("^[A-Za-z0-9_-]{22,}$", key);
        Assert.Equal(key, new WorkspaceStore(_folder.Paths).GetOrCreate("/home/a/project/"));
        Assert.NotEqual(key, new WorkspaceStore(_folder.Paths).GetOrCreate("/home/a/other"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Paths.Workspaces));
    }

    [Fact]
    public void AKeyThatAnotherProcessMadeIsFoundAtOnce()
    {
        var (server, command) = (new WorkspaceStore(_folder.Paths), new WorkspaceStore(_folder.Paths));
        Assert.Null(server.FolderOf("unknown"));

        var key = command.GetOrCreate("/p");

        Assert.Equal("/p", server.FolderOf(key));
    }

    [Fact]
    public void OfManyThatAskAtOnceAllGetTheSameAndNoneIsLost()
    {
        var keys = new string[40];
        Parallel.For(0, keys.Length, index => keys[index] = new WorkspaceStore(_folder.Paths).GetOrCreate($"/p{index % 4}"));

        Assert.Equal(4, keys.Distinct().Count());
        Assert.All(keys.Index(), pair => Assert.Equal($"/p{pair.Index % 4}", new WorkspaceStore(_folder.Paths).FolderOf(pair.Item)));
    }

    [Fact]
    public void ADamagedFileIsNotOverwritten()
    {
        File.WriteAllText(_folder.Paths.Workspaces, "{");

        Assert.Contains("damaged", Assert.Throws<StorageException>(() => new WorkspaceStore(_folder.Paths).GetOrCreate("/p")).Message, StringComparison.Ordinal);
        Assert.Equal("{", File.ReadAllText(_folder.Paths.Workspaces));
    }
}
