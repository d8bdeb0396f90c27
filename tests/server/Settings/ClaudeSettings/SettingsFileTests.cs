using ClaudeSidecar.Settings.ClaudeSettings;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Settings.ClaudeSettings;

// edge case 121
public sealed class SettingsFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null, "{}")]
    [InlineData("{}", "{ }")]
    [InlineData("{}", null)]
    public void WhatOthersHaveDoneMeanwhileIsKept(string? before, string? meanwhile)
    {
        var file = new SettingsFile(_folder["settings.json"], new HastyTime());
        Put(before);
        var content = file.Read();

        Put(meanwhile);

        Assert.False(file.TryWrite(content, "{\"ours\":1}"));
        Assert.False(file.TryDelete(content, withFolder: false));
        Assert.Equal(meanwhile is not null, File.Exists(file.Path));
        Assert.Equal(meanwhile ?? "", File.Exists(file.Path) ? File.ReadAllText(file.Path) : "");
    }

    private void Put(string? text)
    {
        File.Delete(_folder["settings.json"]);
        if (text is not null)
        {
            _folder.Write("settings.json", text);
        }
    }
}
