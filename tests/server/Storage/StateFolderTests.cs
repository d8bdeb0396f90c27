using ClaudeSidecar.Storage;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Storage;

public sealed class StateFolderTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AMissingFolderIsMadeForItsOwnerAlone()
    {
        StateFolder.Open(new(_folder["a/b"]));

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder["a/b"]));
        Assert.Empty(Directory.GetFileSystemEntries(_folder["a/b"]));
    }

    [Fact]
    public void AFolderThatOthersCanReadIsClosed()
    {
        Directory.CreateDirectory(_folder["open"], OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        StateFolder.Open(new(_folder["open"]));

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder["open"]));
    }

    [Fact]
    public void AFileInItsPlaceIsRefusedInOneSentence()
    {
        var file = _folder.Write("file", "");

        Assert.Equal(
            $"The state folder {file} cannot be used (it is a file): make it a folder that only you can read and write, or name another with --state-dir or CLAUDE_SIDECAR_STATE_DIR.",
            Assert.Throws<StorageException>(() => StateFolder.Open(new(file))).Message);
    }

    [Fact]
    public void ASharedFolderIsRefusedAndLeftAsItIs()
    {
        var shared = OwnerOnly | UnixFileMode.StickyBit | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        Directory.CreateDirectory(_folder["shared"]);
        File.SetUnixFileMode(_folder["shared"], shared);

        Assert.Contains("all users share", Assert.Throws<StorageException>(() => StateFolder.Open(new(_folder["shared"]))).Message, StringComparison.Ordinal);
        Assert.Equal(shared, File.GetUnixFileMode(_folder["shared"]));
    }

    // /proc takes no folder from anybody, root included.
    [Fact]
    public void AFolderThatCannotBeMadeIsRefused() =>
        Assert.Contains("/proc/claude-sidecar", Assert.Throws<StorageException>(() => StateFolder.Open(new("/proc/claude-sidecar"))).Message, StringComparison.Ordinal);
}
