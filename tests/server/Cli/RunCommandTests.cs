using ClaudeSidecar.Cli;

namespace ClaudeSidecar.Tests.Cli;

public sealed class RunCommandTests
{
    [Theory]
    [InlineData("run claude -p --help", "run -- claude -p --help")]
    [InlineData("run -- claude -p", "run -- claude -p")]
    [InlineData("run --state-dir D claude", "run --state-dir D -- claude")]
    [InlineData("--state-dir D run claude", "--state-dir D run -- claude")]
    [InlineData("run --help", "run --help")]
    [InlineData("run", "run")]
    [InlineData("switch run x", "switch run x")]
    public void TheCommandsOwnOptionsAreNotTakenForOurs(string given, string separated) =>
        Assert.Equal(separated.Split(' '), RunCommand.Separate(given.Split(' ')));
}
