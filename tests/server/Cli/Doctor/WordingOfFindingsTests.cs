using ClaudeSidecar.Cli;
using ClaudeSidecar.Cli.Doctor;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Settings.ClaudeSettings;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Cli.Doctor;

/// <summary>Every finding is told in the language of the terminal.</summary>
public sealed class WordingOfFindingsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task NoFindingIsHalfTranslated()
    {
        var (english, chinese) = (await FindAsync(new(IsChinese: false)), await FindAsync(new(IsChinese: true)));

        Assert.Equal(english.Select(finding => finding.Severity), chinese.Select(finding => finding.Severity));
        Assert.Equal(13, english.Count);
        Assert.All(english, finding => Assert.DoesNotMatch(@"\p{IsCJKUnifiedIdeographs}", $"{finding.Subject}{finding.Text}{finding.Fix}"));
        Assert.All(chinese, finding => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", finding.Subject));

        // A path alone is a path in every language.
        Assert.All(chinese.Where(finding => !File.Exists(finding.Text) && !Directory.Exists(finding.Text)), finding => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", finding.Text));
        Assert.All(chinese.Where(finding => finding.Fix is not null), finding => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", finding.Fix!));
    }

    private async Task<IReadOnlyList<Finding>> FindAsync(Wording words)
    {
        var paths = _folder.Paths;
        var folder = _folder["project"];
        _folder.Write("project/.claude/settings.json", """{"env":{"ANTHROPIC_BASE_URL":"https://elsewhere.example"}}""");
        File.Delete(paths.Configuration);
        var folders = new ClaudeFolders(_folder["home"], _folder["managed"]);
        var none = StateChecks.Configuration(paths, words);
        await File.WriteAllTextAsync(paths.Configuration, """{"listen":{"port":0},"providers":[{"name":"far","baseUrl":"http://127.0.0.1:9","dialect":"anthropic","apiKeyEnv":"CLAUDE_SIDECAR_NO_SUCH_KEY"},{"name":"near","baseUrl":"http://127.0.0.1:9","local":true}]}""");
        var configured = StateChecks.Configuration(paths, words);
        string? Environment(string name) => name switch
        {
            "ANTHROPIC_API_KEY" or "CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST" => "1",
            "ANTHROPIC_BASE_URL" => "https://elsewhere.example",
            _ => null,
        };
        return
        [
            StateChecks.Folder(paths, words),
            .. none.Findings,
            .. configured.Findings,
            StateChecks.Process(paths, configured.Options, words),
            .. await ProviderChecks.RunAsync(configured.Options, words, default),
            .. ClaudeChecks.Precedence(folder, folders, new Tracked(true), Environment, words),
            .. ClaudeChecks.Precedence(folder, folders, new Tracked(false), Environment, words).Take(1),
            .. ClaudeChecks.Precedence(_folder["empty"], folders, new Tracked(false), Environment, words).Take(1),
            .. ClaudeChecks.Precedence(_folder["empty"], folders, new Tracked(false), _ => null, words),
        ];
    }

    private sealed class Tracked(bool all) : ITrackedFiles
    {
        public bool IsTracked(string file) => all;
    }
}
