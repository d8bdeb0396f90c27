using ClaudeSidecar.Context.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly SidecarProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Theory]
    [InlineData("serve")]
    [InlineData("ensure")]
    [InlineData("stop")]
    [InlineData("run")]
    [InlineData("status")]
    [InlineData("switch")]
    [InlineData("sync")]
    [InlineData("statusline")]
    [InlineData("handoff")]
    [InlineData("doctor")]
    [InlineData("simulate")]
    public async Task EveryCommandExplainsItself(string command)
    {
        var help = await _program.RunAsync(command, "--help");

        Assert.Equal(0, help.ExitCode);
        Assert.Contains($"claude-sidecar {command}", help.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("fly")]
    [InlineData("status", "--fast")]
    [InlineData("switch")]
    [InlineData("sync", "--check", "--remove")]
    [InlineData("serve", "--port", "many")]
    [InlineData("serve", "--port", "65536")]
    [InlineData("serve", "--port", "-1")]
    [InlineData("simulate", "local", "--port", "65536")]
    [InlineData("simulate", "mars")]
    public async Task WrongUsageIsTwoAndOneLine(params string[] words)
    {
        var result = await _program.RunAsync(words);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("--help", Assert.Single(result.Error.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongUsageNamesWhatWouldBeRight()
    {
        Assert.StartsWith("claude-sidecar needs a command: one of serve, ", (await _program.RunAsync()).Error, StringComparison.Ordinal);
        Assert.StartsWith("There is no command \"claude-sidecar fly\": use one of serve, ", (await _program.RunAsync("fly")).Error, StringComparison.Ordinal);
        Assert.StartsWith("--port takes a number from 0 to 65535.", (await _program.RunAsync("serve", "--port", "many")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("switch", "auto")]
    [InlineData("handoff")]
    public async Task WithNoSidecarACommandSaysHowToStartOne(params string[] words) =>
        Assert.Equal(new(1, "", "No sidecar is running: start one with `claude-sidecar ensure`."), await _program.RunAsync(words));

    [Fact]
    public async Task WhatIsKeptOfSessionsIsForgottenOneByOneOrAllAtOnce()
    {
        var store = new MemoryStore(_program.Paths, TimeProvider.System, NullLogger<MemoryStore>.Instance);
        foreach (var session in (string[])["s-1", "s-2", "s-3"])
        {
            Assert.True(store.Save(session, new() { Task = "the cart" }));
        }

        Assert.Equal(new(0, "Forgotten: what was kept of 1 session.", ""), await _program.RunAsync("handoff", "--forget", "--session", "s-1"));
        Assert.Equal((null, "the cart"), (store.Load("s-1")?.Task, store.Load("s-2")?.Task));
        Assert.Equal(new(0, "Forgotten: what was kept of 2 sessions.", ""), await _program.RunAsync("handoff", "--forget"));
        Assert.Equal(new(0, "Nothing was kept.", ""), await _program.RunAsync("handoff", "--forget"));
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("ensure")]
    [InlineData("sync")]
    public async Task AStateFolderThatCannotBeUsedIsOneSentence(string command)
    {
        var file = _program.File("file", "");

        var result = await _program.RunAsync(command, "--state-dir", file);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"The state folder {file} cannot be used", Assert.Single(result.Error.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SyncWritesShowsAndRemovesWithoutASidecar()
    {
        var file = Path.Combine(_program.Workspace, ".claude", "settings.json");

        var check = await _program.RunAsync("sync", "--check");
        Assert.Contains("+     \"ANTHROPIC_BASE_URL\": \"http://127.0.0.1:", check.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(file));

        Assert.Equal(0, (await _program.RunAsync("sync")).ExitCode);
        Assert.Contains("claude-sidecar ensure", File.ReadAllText(file), StringComparison.Ordinal);

        Assert.Equal(0, (await _program.RunAsync("sync", "--remove")).ExitCode);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task ATornSettingsFileIsOneSentenceAndStaysAsItIs()
    {
        var file = _program.File("workspace/.claude/settings.json", "{ \"env\": ");

        var result = await _program.RunAsync("sync");

        Assert.Equal(new(1, "", $"{file} is torn or not valid JSON at line 1, column 10: correct it and run this again; nothing was written."), result);
        Assert.Equal("{ \"env\": ", File.ReadAllText(file));
    }

    [Theory]
    [InlineData("", "Claude")]
    [InlineData("{ torn", "Claude")]
    [InlineData("""{"rate_limits":{"five_hour":{"used_percentage":42},"seven_day":{"used_percentage":18.4}}}""", "Claude 5h 42% · wk 18%")]
    public async Task TheStatuslineNeverFails(string stdin, string line) =>
        Assert.Equal(new(0, line, ""), await _program.RunAsync(["statusline"], stdin));
}
