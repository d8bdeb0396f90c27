using System.Diagnostics;
using ClaudeSidecar.Context.Git;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Context.Git;

/// <summary>Real repositories, made by the real git.</summary>
public sealed class LibGit2GitReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly LibGit2GitReader _reader = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheNativeLibraryLoads() => Assert.NotNull(LibGit2GitReader.LibraryVersion());

    [Fact]
    public void OutsideARepositoryNothingIsTracked() => Assert.False(_reader.IsTracked(_folder["a/b/settings.json"]));

    // SHA-256 is what libgit2 cannot open: there the git command answers.
    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public void AFileIsTrackedFromItsAdditionOn(string format)
    {
        Git("init", "-q", $"--object-format={format}");
        _folder.Write(".claude/settings.json", "{}");
        _folder.Write(".claude/settings.local.json", "{}");
        Assert.False(_reader.IsTracked(_folder[".claude/settings.json"]));

        Git("add", ".claude/settings.json");

        Assert.True(_reader.IsTracked(_folder[".claude/settings.json"]));
        Assert.False(_reader.IsTracked(_folder[".claude/settings.local.json"]));
    }

    [Fact]
    public void AFileThatIsTrackedAndDeletedIsStillTracked()
    {
        Git("init", "-q");
        var file = _folder.Write("deep/.claude/settings.json", "{}");
        Git("add", ".");
        Directory.Delete(_folder["deep"], recursive: true);

        Assert.True(_reader.IsTracked(file));
    }

    [Fact]
    public void AFolderReachedThroughALinkIsTheSameFolder()
    {
        Directory.CreateDirectory(_folder["real"]);
        Git("init", "-q", "real");
        _folder.Write("real/.claude/settings.json", "{}");
        Git("-C", "real", "add", ".");
        Directory.CreateSymbolicLink(_folder["link"], _folder["real"]);

        Assert.True(_reader.IsTracked(_folder["link/.claude/settings.json"]));
    }

    private void Git(params string[] words)
    {
        using var git = Process.Start(new ProcessStartInfo("git", words) { WorkingDirectory = _folder.Path })!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
