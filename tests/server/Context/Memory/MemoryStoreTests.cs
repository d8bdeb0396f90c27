using ClaudeSidecar.Context.Memory;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.Extensions.Logging;
using static ClaudeSidecar.Tests.Context.Memory.Told;

namespace ClaudeSidecar.Tests.Context.Memory;

public sealed class MemoryStoreTests : IDisposable
{
    private static readonly SessionMemory Some = Remember(User("修复 total 函数 🙂"), Write("/p/a.txt", "a"), Bash("npm test", "Exit code 1\nboom", isError: true), Says("I decided to keep it."));

    private readonly TempFolder _folder = new();
    private readonly LogBook _log = new();
    private readonly MemoryStore _store;

    public MemoryStoreTests() => _store = Store();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1f466846-5f0c-4a3e-9d0b-0b4a2b0a7f11")]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("CON")]
    [InlineData("a/b\\c:d*?\n")]
    public void AMemoryIsGivenBackWhateverTheId(string session)
    {
        Assert.True(_store.Save(session, Some));

        Assert.Equal(Json(Some), Json(Store().Load(session)!));
        Assert.Null(_store.Load(session + "x"));
        Assert.Equal(_folder.Paths.Sessions, Assert.Single(Files()).DirectoryName);
    }

    [Fact]
    public void ItIsForTheOwnerAlone()
    {
        _store.Save("s", Some);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Paths.Sessions));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Files().Single().UnixFileMode);
    }

    [Fact]
    public void AFolderThatWasOpenToOthersIsClosed()
    {
        Directory.CreateDirectory(_folder.Paths.Sessions, (UnixFileMode)0b111_101_101);

        _store.Save("s", Some);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Paths.Sessions));
    }

    [Theory]
    [InlineData("{\"version\":1,\"sess")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"version\":2,\"session\":\"s\",\"memory\":{}}")]
    [InlineData("{\"version\":1,\"session\":\"another\",\"memory\":{}}")]
    [InlineData("{\"version\":1,\"session\":\"s\",\"memory\":{\"todos\":[{\"text\":\"secret words\",\"state\":\"Sometimes\"}]}}")]
    public void ABrokenFileIsForgottenWithOneLineThatTellsNothingOfIt(string content)
    {
        _store.Save("s", Some);
        var file = Files().Single();
        File.WriteAllText(file.FullName, content);

        Assert.Null(_store.Load("s"));

        Assert.Empty(Files());
        var line = Assert.Single(_log.Lines);
        Assert.Contains(file.Name, line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
        Assert.Null(_store.Load("s"));
        Assert.Single(_log.Lines);
    }

    [Fact]
    public void OneOrAllCanBeForgotten()
    {
        Assert.False(_store.Forget("a"));
        Assert.Equal(0, _store.ForgetAll());
        foreach (var session in (string[])["a", "b", "c"])
        {
            _store.Save(session, Some);
        }

        Assert.True(_store.Forget("a"));
        Assert.Null(_store.Load("a"));
        Assert.NotNull(_store.Load("b"));
        File.WriteAllText(Files()[0].FullName + ".0.tmp", "what a power cut left");

        Assert.Equal(3, _store.ForgetAll());
        Assert.Empty(Files());
    }

    [Fact]
    public void TheOldestAreDroppedByNumber()
    {
        for (var i = 0; i < MemoryStore.MostSessions; i++)
        {
            _store.Save($"s{i}", Some);
        }

        var oldest = Files()[7];
        File.SetLastWriteTimeUtc(oldest.FullName, oldest.LastWriteTimeUtc - TimeSpan.FromHours(1));
        _store.Save("one more", Some);

        Assert.Equal(MemoryStore.MostSessions, Files().Count);
        Assert.False(File.Exists(oldest.FullName));
        Assert.NotNull(_store.Load("one more"));
    }

    [Fact]
    public void WhatIsTooOldIsGone()
    {
        _store.Save("old", Some);
        var file = Files().Single();
        File.SetLastWriteTimeUtc(file.FullName, file.LastWriteTimeUtc - MemoryStore.Age - TimeSpan.FromHours(1));

        Assert.Null(_store.Load("old"));
        _store.Save("new", Some);

        Assert.DoesNotContain(Files(), other => other.Name == file.Name);
        Assert.NotNull(_store.Load("new"));
    }

    [Fact]
    public void ADiskThatRefusesFailsNobody()
    {
        File.WriteAllText(_folder.Paths.Sessions, "a file in the place of the folder");

        Assert.False(_store.Save("s", Some));
        Assert.Null(_store.Load("s"));
        Assert.Contains(_log.Lines, line => line.StartsWith("MemoryFailed", StringComparison.Ordinal));
    }

    private static string Json(SessionMemory memory) => MemoryBrief.Write(memory, int.MaxValue, text => text.Length) + string.Join(',', memory.Files.Select(file => file.ToString()));

    private List<FileInfo> Files() => Directory.Exists(_folder.Paths.Sessions) ? [.. new DirectoryInfo(_folder.Paths.Sessions).GetFiles()] : [];

    private MemoryStore Store() => new(_folder.Paths, TimeProvider.System, _log.CreateLogger<MemoryStore>());
}
