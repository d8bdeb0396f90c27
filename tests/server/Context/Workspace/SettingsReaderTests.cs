using ClaudeSidecar.Context.Workspace;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Context.Workspace;

public sealed class SettingsReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NamesAreTakenAndNothingThatMayHoldASecret()
    {
        _folder.Write(
            ".claude/settings.json",
            """
            {
              // comments are allowed
              "env": { "API_TOKEN": "sk-secret" },
              "apiKeyHelper": "cat sk-secret",
              "permissions": { "defaultMode": "plan", "deny": ["Bash(curl -H 'sk-secret')", "WebFetch", "sk secret with blanks"], "allow": ["Bash(sk-secret)"] },
              "hooks": { "PostToolUse": [ { "hooks": [ { "command": "sk-secret" } ] } ] },
            }
            """);
        _folder.Write(".claude/settings.local.json", """{"permissions":{"defaultMode":"acceptEdits","deny":["WebFetch","Read(./x)"]}}""");

        var settings = SettingsReader.Read(_folder.Path, new())!;

        Assert.Equal("acceptEdits", settings.PermissionMode);
        Assert.Equal(["Bash", "Read", "WebFetch"], settings.Denied);
        Assert.Equal(["PostToolUse"], settings.Hooks);
        Assert.DoesNotContain("secret", string.Concat([settings.PermissionMode!, .. settings.Denied, .. settings.Hooks]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"permissions\": {")]
    [InlineData("[]")]
    [InlineData("""{"permissions":[],"hooks":3}""")]
    [InlineData("""{"permissions":{"deny":[1,null],"defaultMode":{}},"env":{"A":"b"}}""")]
    public void WhatSaysNothingIsNothing(string json)
    {
        _folder.Write(".claude/settings.json", json);
        Assert.Null(SettingsReader.Read(_folder.Path, new()));
    }
}
