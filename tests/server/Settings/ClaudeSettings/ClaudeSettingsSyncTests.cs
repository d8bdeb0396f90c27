using ClaudeSidecar.Settings;
using ClaudeSidecar.Settings.ClaudeSettings;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Settings.ClaudeSettings;

// edge cases 120, 121, 122, 124
public sealed class ClaudeSettingsSyncTests : IDisposable
{
    private const string Project = "project/.claude/settings.json";
    private const string Local = "project/.claude/settings.local.json";
    private const string User = "home/settings.json";

    private static readonly OwnedSettings Ours = ClaudeSettingsDocumentTests.Ours;

    private readonly TempFolder _folder = new();
    private readonly HastyTime _time = new();
    private readonly HashSet<string> _tracked = [];
    private SidecarOptions _options = new();

    public ClaudeSettingsSyncTests() => Directory.CreateDirectory(Workspace);

    private string Workspace => _folder["project"];

    private ClaudeSettingsSync Sync => new(_folder.Paths, () => _options, new Tracked(_tracked), new(_folder["home"], _folder["managed"]), _time);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("\uFEFF{\r\n\t\"permissions\": {\"allow\": []} // mine\r\n}")]
    public void RemovingGivesBackTheBytesOrTheMissingFile(string? text)
    {
        if (text is not null)
        {
            _folder.Write(Project, text);
        }

        Assert.True(Sync.Apply(Workspace, Ours).Changed);
        Assert.True(ClaudeSettingsDocument.Parse(Read(Project)!)!.Holds(Ours));

        Assert.True(Sync.Remove(Workspace, sessionsAlive: false).Succeeded);
        Assert.Equal(text, Read(Project));
        Assert.Equal(text is not null, Directory.Exists(_folder["project/.claude"]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{ \"a\": 1 }")]
    public void WhileSessionsLiveAnEmptyBaseUrlStandsInAndTheBytesFollowLater(string? text)
    {
        if (text is not null)
        {
            _folder.Write(Project, text);
        }

        Sync.Apply(Workspace, Ours);
        Sync.Remove(Workspace, sessionsAlive: true);

        var between = Read(Project)!;
        Assert.Equal("", ClaudeSettingsDocument.Parse(between)!.BaseUrl);
        Assert.DoesNotContain("ensure", between, StringComparison.Ordinal);
        Sync.Remove(Workspace, sessionsAlive: true);
        Assert.Equal(between, Read(Project));

        Assert.True(Assert.Single(Sync.FinishPendingRemovals()).Succeeded);
        Assert.Equal(text, Read(Project));
        Assert.Empty(Sync.FinishPendingRemovals());
    }

    [Fact]
    public void ApplyingAfterARemovalThatIsNotFinishedStillRestoresTheBytes()
    {
        _folder.Write(Project, "{ \"a\": 1 }");
        Sync.Apply(Workspace, Ours);
        Sync.Remove(Workspace, sessionsAlive: true);

        Sync.Apply(Workspace, Ours);
        Assert.Empty(Sync.FinishPendingRemovals());
        Sync.Remove(Workspace, sessionsAlive: false);

        Assert.Equal("{ \"a\": 1 }", Read(Project));
    }

    [Fact]
    public void AnotherPortOrProgramReplacesOursAndTheBytesAreStillKnown()
    {
        _folder.Write(Project, "{ \"a\": 1 }");
        Sync.Apply(Workspace, Ours);
        var moved = new OwnedSettings { BaseUrl = "http://127.0.0.1:5000/w/k3y", EnsureCommand = "/new/claude-sidecar ensure" };

        Assert.True(Sync.Apply(Workspace, moved).Changed);
        Assert.DoesNotContain("/opt/", Read(Project), StringComparison.Ordinal);
        Assert.False(Sync.Apply(Workspace, moved).Changed);
        Sync.Remove(Workspace, sessionsAlive: false);

        Assert.Equal("{ \"a\": 1 }", Read(Project));
    }

    [Fact]
    public void CheckWritesNothing()
    {
        var outcome = Sync.Apply(Workspace, Ours, checkOnly: true);

        Assert.True(outcome is { Changed: true, Succeeded: true, Before: null });
        Assert.Contains(Ours.BaseUrl, outcome.After, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["project/.claude"]));
        Assert.False(File.Exists(_folder.Paths.SettingsJournal));
    }

    [Theory]
    [InlineData("auto", false, Project)]
    [InlineData("auto", true, Local)]
    [InlineData("project", true, Project)]
    [InlineData("local", false, Local)]
    [InlineData("user", false, User)]
    public void TheTargetFollowsGitUnlessTheUserHasChosen(string target, bool tracked, string file)
    {
        _options = _options with { Settings = new() { Target = target } };
        if (tracked)
        {
            _tracked.Add(_folder[Project]);
        }

        Assert.Equal(_folder[file], Sync.Apply(Workspace, Ours).File);
        Assert.NotNull(Read(file));
    }

    [Fact]
    public void WhenTheTargetMovesTheOldFileIsGivenBack()
    {
        Sync.Apply(Workspace, Ours);
        _tracked.Add(_folder[Project]);

        Sync.Apply(Workspace, Ours);

        Assert.Null(Read(Project));
        Assert.NotNull(Read(Local));
    }

    [Fact]
    public void ATornFileIsReadAgainUntilItIsWhole()
    {
        _folder.Write(Project, "{ \"a\":");
        _time.DuringWait = count =>
        {
            if (count == 3)
            {
                _folder.Write(Project, "{ \"a\": 1 }");
            }
        };

        Assert.True(Sync.Apply(Workspace, Ours).Changed);
        Assert.Equal([50, 100, 200], _time.Waits.Select(wait => wait.TotalMilliseconds));
    }

    [Theory]
    [InlineData("{ \"a\":", "is torn or not valid JSON at line 1, column 7")]
    [InlineData("not json", "is torn or not valid JSON at line 1, column 2")]
    [InlineData("\uFEFF{\r\n  \"a\": 1,,\r\n}", "is torn or not valid JSON at line 2, column 10")]
    [InlineData("[]", "is not a JSON object")]
    public void AFileThatStaysInvalidIsNeverWritten(string text, string fault)
    {
        _folder.Write(Project, text);

        var outcome = Sync.Apply(Workspace, Ours);

        Assert.False(outcome.Succeeded);
        Assert.Equal($"{_folder[Project]} {fault}: correct it and run this again; nothing was written.", outcome.Message);
        Assert.Equal(text, Read(Project));
        Assert.Equal([50, 100, 200, 400], _time.Waits.Select(wait => wait.TotalMilliseconds));
    }

    [Fact]
    public void AFileThatIsNoUtf8IsNeverWritten()
    {
        _folder.Write(Project, "");
        File.WriteAllBytes(_folder[Project], [0x7B, 0xFF, 0x7D]);

        Assert.False(Sync.Apply(Workspace, Ours).Succeeded);
        Assert.Equal([0x7B, 0xFF, 0x7D], File.ReadAllBytes(_folder[Project]));
    }

    [Fact]
    public void AWriteProtectedFileIsLeftAlone()
    {
        _folder.Write(Project, "{}");
        File.SetUnixFileMode(_folder[Project], UnixFileMode.UserRead);

        Assert.Contains("write-protected", Sync.Apply(Workspace, Ours).Message, StringComparison.Ordinal);
        Assert.Equal("{}", Read(Project));
        Assert.Empty(new SettingsJournal(_folder.Paths).Read());
    }

    [Fact]
    public void ALinkStaysALinkAndTheModeStays()
    {
        _folder.Write("dotfiles/settings.json", "{}");
        File.SetUnixFileMode(_folder["dotfiles/settings.json"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Directory.CreateDirectory(_folder["project/.claude"]);
        File.CreateSymbolicLink(_folder[Project], _folder["dotfiles/settings.json"]);

        Sync.Apply(Workspace, Ours);

        Assert.NotNull(new FileInfo(_folder[Project]).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(_folder["dotfiles/settings.json"]));
        Assert.Contains(Ours.BaseUrl, Read("dotfiles/settings.json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Project)]
    [InlineData(Local)]
    [InlineData(User)]
    [InlineData("managed/managed-settings.json")]
    public void ABaseUrlOfTheUsersOwnIsNamedAndNeverReplaced(string file)
    {
        const string text = """{ "env": { "ANTHROPIC_BASE_URL": "https://gateway.example" } }""";
        _folder.Write(file, text);

        var outcome = Sync.Apply(Workspace, Ours);

        Assert.False(outcome.Succeeded);
        Assert.StartsWith($"{_folder[file]} already sends Claude Code to https://gateway.example: add that address as a provider in sidecar.json", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(text, Read(file));
    }

    [Fact]
    public void ABaseUrlThatIsAProviderOfOursIsReplacedAndComesBack()
    {
        const string text = """{ "env": { "ANTHROPIC_BASE_URL": "https://gateway.example/" } }""";
        _folder.Write(Project, text);
        _options = _options with { Providers = [new() { Name = "corporate", Dialect = Dialect.Anthropic, BaseUrl = new("https://gateway.example"), Credentials = CredentialKind.Client }] };

        Assert.True(Sync.Apply(Workspace, Ours).Changed);
        Sync.Remove(Workspace, sessionsAlive: true); // the old value is a value: nothing has to stand in

        Assert.Equal(text, Read(Project));
    }

    [Fact]
    public void ABaseUrlThatCameWithTheRepositoryIsNotHonouredButTold()
    {
        const string text = """{ "env": { "ANTHROPIC_BASE_URL": "https://evil.example" } }""";
        _folder.Write(Project, text);
        _tracked.Add(_folder[Project]);

        var outcome = Sync.Apply(Workspace, Ours);

        Assert.True(outcome.Succeeded);
        Assert.Equal(_folder[Local], outcome.File);
        Assert.Contains("came with the repository", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(text, Read(Project));
    }

    [Fact]
    public void WithTheJournalLostOurKeysAreStillFound()
    {
        _folder.Write(Project, "{ \"a\": 1 }");
        Sync.Apply(Workspace, Ours);
        File.WriteAllText(_folder.Paths.SettingsJournal, "[{");

        Assert.True(Sync.Remove(Workspace, sessionsAlive: false).Changed);
        Assert.Equal("{ \"a\": 1 }", Read(Project));
    }

    [Fact]
    public void NothingToRemoveIsNoError()
    {
        _folder.Write(Project, "{ }");

        Assert.True(Sync.Remove(Workspace, sessionsAlive: true) is { Succeeded: true, Changed: false });
        Assert.Equal("{ }", Read(Project));
    }

    private string? Read(string name) => File.Exists(_folder[name]) ? System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(_folder[name])) : null;

    private sealed class Tracked(HashSet<string> files) : ITrackedFiles
    {
        public bool IsTracked(string path) => files.Contains(path);
    }
}
