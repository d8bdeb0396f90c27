using ClaudeSidecar.Storage;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Storage;

public sealed class AtomicFileTests : IDisposable
{
    private const UnixFileMode Odd = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupWrite | UnixFileMode.OtherRead;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AReplacedFileKeepsItsMode()
    {
        var file = _folder.Write("a", "old");
        File.SetUnixFileMode(file, Odd);

        AtomicFile.Write(file, "new"u8);

        Assert.Equal("new", File.ReadAllText(file));
        Assert.Equal(Odd, File.GetUnixFileMode(file));
    }

    [Fact]
    public void ASecretIsForItsOwnerAloneWhateverTheFileWas()
    {
        var file = _folder.Write("a", "old");

        AtomicFile.Write(file, "new"u8, ownerOnly: true);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void ALinkStaysALink()
    {
        var target = _folder.Write("real/a", "old");
        File.CreateSymbolicLink(_folder["between"], target);
        File.CreateSymbolicLink(_folder["link"], "between");

        AtomicFile.Write(_folder["link"], "new"u8);

        Assert.Equal("new", File.ReadAllText(target));
        Assert.Equal("between", new FileInfo(_folder["link"]).LinkTarget);
    }

    [Fact]
    public void NothingIsLeftBesideTheFile()
    {
        AtomicFile.Write(_folder["a"], "1"u8);
        Assert.False(AtomicFile.TryReplace(_folder["a"], "2"u8, () => false));

        Assert.Equal([_folder["a"]], Directory.GetFileSystemEntries(_folder.Path));
        Assert.Equal("1", File.ReadAllText(_folder["a"]));
    }

    [Fact]
    public void WhereItCannotBeWrittenTheOldFileStays()
    {
        var file = _folder.Write("a", "old");

        Assert.Throws<InvalidOperationException>(() => AtomicFile.TryReplace(file, "new"u8, () => throw new InvalidOperationException()));

        Assert.Equal("old", File.ReadAllText(file));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }
}
