using ClaudeSidecar.Settings.ClaudeSettings;

namespace ClaudeSidecar.Tests.Settings.ClaudeSettings;

// edge case 120
public sealed class ClaudeSettingsDocumentTests
{
    internal static readonly OwnedSettings Ours = new() { BaseUrl = "http://127.0.0.1:47600/w/k3y", EnsureCommand = "/opt/claude-sidecar ensure" };

    public static TheoryData<string> Texts { get; } =
    [
        "",
        "\n",
        "\uFEFF",
        "\uFEFF{\r\n\t\"a\": 1\r\n}\r\n",
        "{}",
        "{ }",
        "{\n}\n",
        "{ /* nothing yet */ }",
        "{ // nothing yet\n}",
        "{\"a\":1}",
        "{ \"a\": 1 }",
        "{\n  \"a\": 1\n}",
        "{\n    \"a\": 1, // why\n    /* b */ \"b\": [1, 2],\n}\n",
        "{ // settings of the project\n  // about a\n  \"a\": 1\n}\n",
        "{ /* of\n two lines */\n  \"a\": 1\n}\n",
        "{\"env\":{}}",
        "{\n  \"env\": {}\n}",
        "{\n  \"env\": { \"A\": \"b\" },\n  \"env\": {\n    \"C\": \"d\"\n  }\n}",
        "{\n  \"env\": {\n    \"ANTHROPIC_BASE_URL\": \"\"\n  }\n}",
        "{\n  \"env\": {\n    \"ANTHROPIC_BASE_URL\": \"\\u0068ttps://gateway.example\",\n    \"CLAUDE_CODE_GATEWAY_HINT_HEADERS\": \"0\"\n  }\n}",
        "\uFEFF{\"env\":{\n\t\"CLAUDE_CODE_GATEWAY_HINT_HEADERS\": \"1\",},\"env\":{ // c, }\n\t\"ANTHROPIC_BASE_URL\":\"\",\"ANTHROPIC_BASE_URL\":\"https://gateway.example\"}}",
        "{\n  \"env\": {\n    /*\n    \"CLAUDE_CODE_GATEWAY_HINT_HEADERS\": \"1\",\n    */\n    \"ANTHROPIC_BASE_URL\": \"\"\n  }\n}",
        "{\"env\":{\"CLAUDE_CODE_GATEWAY_HINT_HEADERS\":\"1\",\"A\":\"b\"},\"env\":{\"ANTHROPIC_BASE_URL\":\"\" ,/**/}}",
        "{\n  \"hooks\": {\n    \"SessionStart\": [\n      { \"matcher\": \"resume\", \"hooks\": [ { \"type\": \"command\", \"command\": \"echo hi\" } ] }\n    ]\n  }\n}\n",
        "{\n  \"hooks\": {\n    \"Stop\": []\n  },\n}\n",
        "{\n  \"hooks\": { \"SessionStart\": [] }\n}\n",
        "{\"hooks\":{\"SessionStart\":[\n]}}",
        "{\n\"a\": \"http://127.0.0.1:1/w/x // no comment \\\" \\\\\"\n}",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void TakingOutGivesTheOldBytesBack(string text)
    {
        var (applied, undo) = Document(text).Apply(Ours);

        Assert.True(Document(applied).Holds(Ours));
        Assert.Equal(text, Document(applied).Remove(undo));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void TheEmptyBaseUrlThatStandsInForOursGoesWithoutTraceToo(string text)
    {
        var (applied, undo) = Document(text).Apply(Ours);
        var (fallback, second) = Document(Document(applied).Remove(undo)).Apply(OwnedSettings.Fallback);

        Assert.Equal("", Document(fallback).BaseUrl);
        Assert.Equal(text, Document(fallback).Remove(second));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void TakingOutWithoutTheJournalLeavesNothingOfOurs(string text)
    {
        var applied = Document(text).Apply(Ours).Text;

        var cleaned = Document(applied).Remove(null);

        Assert.NotEqual(Ours.BaseUrl, Document(cleaned).BaseUrl);
        Assert.DoesNotContain("claude-sidecar", cleaned, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsAddedLooksLikeWhatIsThere()
    {
        var (applied, _) = Document("{\r\n\t\"model\": \"opus\"\r\n}\r\n").Apply(Ours);

        Assert.Equal(
            """
            {
            	"env": {
            		"ANTHROPIC_BASE_URL": "http://127.0.0.1:47600/w/k3y",
            		"CLAUDE_CODE_GATEWAY_HINT_HEADERS": "1"
            	},
            	"hooks": {
            		"SessionStart": [
            			{
            				"hooks": [
            					{
            						"type": "command",
            						"command": "/opt/claude-sidecar ensure"
            					}
            				]
            			}
            		]
            	},
            	"model": "opus"
            }

            """.ReplaceLineEndings("\r\n"),
            applied);
    }

    [Fact]
    public void AFileOnOneLineStaysOnOneLine()
    {
        var (applied, _) = Document("""{"env":{"A":"b"}}""").Apply(Ours with { EnsureCommand = null });

        Assert.Equal("""{"env":{"ANTHROPIC_BASE_URL":"http://127.0.0.1:47600/w/k3y","A":"b"}}""", applied);
    }

    [Fact]
    public void OurKeysAreFoundAgainAfterAnotherProgramHasReformattedTheFile()
    {
        var (_, undo) = Document("""{"permissions":{"allow":[]},"env":{"A":"b"}}""").Apply(Ours);
        var reformatted =
            """
            { "env": { "A": "b", "CLAUDE_CODE_GATEWAY_HINT_HEADERS": "1", "ANTHROPIC_BASE_URL": "http://127.0.0.1:47600/w/k3y" },
              "hooks": { "SessionStart": [ { "hooks": [ { "command": "/opt/claude-sidecar ensure", "type": "command" } ] } ] },
              "permissions": { "allow": ["Bash(ls)"] } }
            """;

        Assert.Equal(
            """
            { "env": { "A": "b" },
              "permissions": { "allow": ["Bash(ls)"] } }
            """,
            Document(reformatted).Remove(undo));
    }

    [Fact]
    public void AHookOfTheUsersOwnBesideOursStays()
    {
        var text = """{"hooks":{"SessionStart":[{"hooks":[{"command":"echo"},{"command":"'/a b/claude-sidecar' ensure"}]}]}}""";

        Assert.Equal("""{"hooks":{"SessionStart":[{"hooks":[{"command":"echo"}]}]}}""", Document(text).Remove(null));
    }

    [Fact]
    public void ABaseUrlThatTheUserHasChangedSinceStays()
    {
        var (applied, undo) = Document("{}").Apply(Ours);
        var edited = applied.Replace(Ours.BaseUrl, "https://gateway.example", StringComparison.Ordinal);

        Assert.Equal("https://gateway.example", Document(Document(edited).Remove(undo)).BaseUrl);
    }

    [Fact]
    public void AVariableAddedToOurEnvSinceStays()
    {
        var (applied, undo) = Document("{}").Apply(Ours);
        var edited = applied.Replace("\"env\": {", "\"env\": {\n    \"MINE\": \"1\",", StringComparison.Ordinal);

        Assert.Equal("{\n  \"env\": {\n    \"MINE\": \"1\"\n  }\n}", Document(edited).Remove(undo));
    }

    [Theory]
    [InlineData("{\"env\":")]
    [InlineData("[]")]
    [InlineData("{} x")]
    [InlineData("// only a comment")]
    [InlineData("{\"a\" 1}")]
    public void ATornOrForeignTextIsNoDocument(string text) => Assert.Null(ClaudeSettingsDocument.Parse(text));

    [Theory]
    [InlineData("""{"env":[]}""", "env is not an object")]
    [InlineData("""{"env":{"ANTHROPIC_BASE_URL":1}}""", "env.ANTHROPIC_BASE_URL is not a text")]
    [InlineData("""{"hooks":1}""", "hooks is not an object")]
    [InlineData("""{"hooks":{"SessionStart":{}}}""", "hooks.SessionStart is not a list")]
    public void WhatCannotTakeOurKeysIsNamed(string text, string obstacle) => Assert.Equal(obstacle, Document(text).Obstacle);

    private static ClaudeSettingsDocument Document(string text) => ClaudeSettingsDocument.Parse(text)!;
}
