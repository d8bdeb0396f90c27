using System.Diagnostics;
using ClaudeSidecar.Storage;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Storage;

public sealed class InstanceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatIsWrittenIsReadAgain()
    {
        InstanceFile.Write(_folder.Paths, Own);

        var read = InstanceFile.ReadAlive(_folder.Paths);

        Assert.Equal(Own with { ProcessStart = ProcessIdentity.Of(Environment.ProcessId) }, read);
        Assert.Contains("\"baseUrl\": \"http://127.0.0.1:5000\"", File.ReadAllText(_folder.Paths.Instance), StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherProcessThatGotTheSameIdIsNotTakenForIt()
    {
        InstanceFile.Write(_folder.Paths, Own with { ProcessStart = "1" });

        Assert.Null(InstanceFile.ReadAlive(_folder.Paths));
        Assert.NotNull(InstanceFile.Read(_folder.Paths));
    }

    [Fact]
    public async Task AnEndedProcessHasNoIdentity()
    {
        using var process = Process.Start("sleep", "1000");
        var identity = ProcessIdentity.Of(process.Id);
        process.Kill();
        await process.WaitForExitAsync();

        Assert.NotNull(identity);
        Assert.Null(ProcessIdentity.Of(process.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"pid\":")]
    [InlineData("{\"pid\":\"x\"}")]
    [InlineData("{}")]
    public void ATornFileIsNoInstance(string text)
    {
        File.WriteAllText(_folder.Paths.Instance, text);

        Assert.Null(InstanceFile.Read(_folder.Paths));
    }

    [Fact]
    public void AFileOfALaterVersionIsStillRead()
    {
        File.WriteAllText(_folder.Paths.Instance, """{"pid":1,"port":2,"socket":"s","version":"9","baseUrl":"u","startedAt":"2026-01-01T00:00:00Z","new":{"a":[1]}}""");

        Assert.Equal("9", InstanceFile.Read(_folder.Paths)!.Version);
    }

    [Fact]
    public void ASuccessorsFileIsNotDeleted()
    {
        InstanceFile.Write(_folder.Paths, Own);

        InstanceFile.Delete(_folder.Paths, pid: 1);
        Assert.NotNull(InstanceFile.Read(_folder.Paths));

        InstanceFile.Delete(_folder.Paths, Environment.ProcessId);
        Assert.Null(InstanceFile.Read(_folder.Paths));
    }

    private static Instance Own => new()
    {
        Pid = Environment.ProcessId,
        Port = 5000,
        Socket = "/s",
        Version = "1.2.3",
        BaseUrl = "http://127.0.0.1:5000",
        StartedAt = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };
}
