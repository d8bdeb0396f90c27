using System.Diagnostics;
using System.Net;
using ClaudeSidecar.Rpc;
using ClaudeSidecar.Storage;
using ClaudeSidecar.Tests.Rpc;

namespace ClaudeSidecar.Tests.Cli;

/// <summary>One process for each user, with real processes.</summary>
public sealed class LifecycleTests : IDisposable
{
    private readonly SidecarProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task EnsureStartsOneThatOutlivesItAndStopEndsIt()
    {
        var first = await _program.RunAsync("ensure");
        var instance = InstanceFile.ReadAlive(_program.Paths)!;
        var second = await _program.RunAsync("ensure");

        Assert.Equal((0, instance.BaseUrl, ""), (first.ExitCode, first.Output, first.Error));
        Assert.Equal(first, second);
        Assert.Equal(instance, InstanceFile.ReadAlive(_program.Paths));

        Assert.Equal(new(0, $"The sidecar at {instance.BaseUrl} has stopped.", ""), await _program.RunAsync("stop"));
        Assert.False(instance.IsAlive());
        Assert.Null(InstanceFile.Read(_program.Paths));
        Assert.Equal(new(0, "No sidecar is running.", ""), await _program.RunAsync("stop"));
    }

    [Fact]
    public async Task OfManyThatAreEnsuredAtOnceOneRuns()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _program.RunAsync("ensure")));

        var instance = InstanceFile.ReadAlive(_program.Paths)!;
        Assert.All(results, result => Assert.Equal(new(0, instance.BaseUrl, ""), result));
        Assert.Single(File.ReadLines(Path.Combine(_program.Paths.Logs, "serve.log")), line => line.StartsWith("listening on", StringComparison.Ordinal));
    }

    // edge case 124
    [Fact]
    public async Task AfterKill9TheNextOneListensOnTheSamePort()
    {
        var before = await _program.RunAsync("ensure");
        var killed = InstanceFile.ReadAlive(_program.Paths)!;
        using (var process = Process.GetProcessById(killed.Pid))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        var after = await _program.RunAsync("ensure");

        Assert.Equal(before.Output, after.Output);
        Assert.NotEqual(killed.Pid, InstanceFile.ReadAlive(_program.Paths)!.Pid);
    }

    [Fact]
    public async Task ASecondServeSaysWhoWasFirst()
    {
        var url = (await _program.RunAsync("ensure")).Output;

        var second = await _program.RunAsync("serve");

        Assert.Equal((1, ""), (second.ExitCode, second.Output));
        Assert.Contains(url, Assert.Single(second.Error.Split('\n')), StringComparison.Ordinal);
    }

    // Claude Code puts what a SessionStart hook prints into the conversation.
    [Fact]
    public async Task AsAHookEnsurePrintsNothing()
    {
        _program.Environment["CLAUDE_PROJECT_DIR"] = _program.Workspace;

        Assert.Equal(new(0, "", ""), await _program.RunAsync("ensure"));
        Assert.NotNull(InstanceFile.ReadAlive(_program.Paths));
    }

    [Fact]
    public async Task RunGivesTheCommandItsEnvironmentAndReturnsItsExitCode()
    {
        var result = await _program.RunAsync(["run", "sh", "-c", "cat; echo $ANTHROPIC_BASE_URL $CLAUDE_CODE_GATEWAY_HINT_HEADERS; exit 7"], stdin: "in ");

        var key = new WorkspaceStore(_program.Paths).GetOrCreate(_program.Workspace);
        Assert.Equal(new(7, $"in {InstanceFile.ReadAlive(_program.Paths)!.BaseUrl}/w/{key} 1", ""), result);
    }

    [Fact]
    public async Task RunNamesAProgramThatIsNotThere()
    {
        _program.Environment["PATH"] = "/nowhere";

        Assert.Equal(
            new(1, "", "claude was not found on PATH: install it, or name the program to run: claude-sidecar run -- PROGRAM."),
            await _program.RunAsync("run"));
    }

    [Fact]
    public async Task StatusAndSwitchSpeakWithTheOneThatRuns()
    {
        await _program.RunAsync("ensure");

        var pinned = await _program.RunAsync("switch", "local");
        var status = await _program.RunAsync("status");
        var json = await _program.RunAsync("status", "--json");
        var unknown = await _program.RunAsync("switch", "nobody");

        Assert.Equal(0, pinned.ExitCode);
        Assert.Contains("pinned to local", status.Output, StringComparison.Ordinal);
        Assert.Contains("\"mode\":\"local\"", json.Output, StringComparison.Ordinal);
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("nobody", Assert.Single(unknown.Error.Split('\n')), StringComparison.Ordinal);
        Assert.Contains("claude", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEditorReadsInItsLogWhyNobodyAnswered()
    {
        await _program.RunAsync("ensure");
        var instance = InstanceFile.ReadAlive(_program.Paths)!;
        using var editor = await RawPeer.InitializedAsync(instance.Socket, "logs");
        await editor.AskAsync("""{"id":1,"method":"sidecar.status"}""");
        using var client = new HttpClient();
        using var answer = await client.PostAsync(new Uri(instance.BaseUrl + "/v1/messages"), new StringContent("{}"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);

        // Routes and backends change meanwhile, and other lines come too.
        var message = await editor.ReceiveAsync();
        while (!message.GetRawText().Contains("Nobody answered", StringComparison.Ordinal))
        {
            message = await editor.ReceiveAsync();
        }

        Assert.Equal(Methods.Log, message.Method());
        Assert.Equal("warning", message.GetProperty("params").GetProperty("level").GetString());
    }

    [Fact]
    public async Task ABrokenConfigurationIsToldByStatusAndDoctorAndTheSidecarRuns()
    {
        _program.Configure("""{ "idleMinutes": "x", "listen": { "prot": 0 } }""");

        Assert.Equal(0, (await _program.RunAsync("ensure")).ExitCode);
        var status = await _program.RunAsync("status");
        var doctor = await _program.RunAsync("doctor");

        Assert.All(new[] { status, doctor }, result =>
        {
            Assert.Contains("idleMinutes", result.Output, StringComparison.Ordinal);
            Assert.Contains("listen.prot", result.Output, StringComparison.Ordinal);
        });
        Assert.Equal(1, doctor.ExitCode);
    }
}
