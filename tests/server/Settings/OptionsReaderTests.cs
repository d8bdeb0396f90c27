using System.Globalization;
using System.Text;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Tests.Settings;

public sealed class OptionsReaderTests
{
    [Fact]
    public void EveryDefaultIsWhatTheDesignSays()
    {
        var options = Read("{}");

        Assert.Equal(47600, options.Listen.Port);
        Assert.True(options.Listen.RequireKey);
        Assert.Equal(HandoverMode.Auto, options.Handover.Mode);
        Assert.Equal([0.20, 0.10], options.Handover.WarnBelow);
        Assert.Equal(0.05, options.Handover.SwitchBelow);
        Assert.Equal(0.20, options.Handover.ReturnAbove);
        Assert.True(options.Handover.Forecast);
        Assert.Equal(TimeSpan.FromMinutes(5), options.Handover.MinimumStay);
        Assert.Equal(8192, options.Context.ReserveOutput);
        Assert.Equal("belowWarning", options.Context.Prewarm);
        Assert.True(options.Context.RememberSessions);
        Assert.False(options.Local.ShowThinking);
        Assert.True(options.Local.FamilyPrompt);
        Assert.Equal("auto", options.Settings.Target);
        Assert.Equal(30, options.IdleMinutes);
        Assert.Equal(["claude", "local"], options.Providers.Select(provider => provider.Name));
    }

    [Fact]
    public void TheDesignsExampleIsReadAsItStands()
    {
        var options = Read(
            """
            {
              "$schema": "sidecar.schema.json",
              "listen": { "port": 47600 }, // where it is free
              "providers": [
                { "name": "claude",   "dialect": "anthropic", "baseUrl": "https://api.anthropic.com", "credentials": "client" },
                { "name": "deepseek", "dialect": "anthropic", "baseUrl": "https://api.deepseek.com/anthropic", "apiKeyEnv": "DEEPSEEK_API_KEY", "model": "deepseek-reasoner", "priority": 2 },
                { "name": "local",    "dialect": "auto", "baseUrl": "http://127.0.0.1:11434", "model": "qwen3-coder:30b", "contextWindow": 65536, "local": true },
              ],
              "handover": { "mode": "ask", "warnBelow": [0.3], "switchBelow": 0.06, "returnAbove": 0.25, "forecast": false, "minimumStay": "00:07:00" },
              "context": { "reserveOutput": 4096, "prewarm": "off", "rememberSessions": false }, /* and so on */
              "local": { "familyPrompt": false, "showThinking": true }, "settings": { "target": "user" }, "idleMinutes": 0,
            }
            """);

        Assert.Equal([CredentialKind.Client, CredentialKind.Key, CredentialKind.None], options.Providers.Select(provider => provider.Credentials));
        Assert.Equal([Dialect.Anthropic, Dialect.Anthropic, Dialect.Auto], options.Providers.Select(provider => provider.Dialect));
        Assert.Equal(new() { Name = "local", BaseUrl = new("http://127.0.0.1:11434"), Model = "qwen3-coder:30b", ContextWindow = 65536, Local = true }, options.Providers[2]);
        Assert.Equal(2, options.Providers[1].Priority);
        Assert.Equal((HandoverMode.Ask, 0.06, 0.25, false), (options.Handover.Mode, options.Handover.SwitchBelow, options.Handover.ReturnAbove, options.Handover.Forecast));
        Assert.Equal(TimeSpan.FromMinutes(7), options.Handover.MinimumStay);
        Assert.False(options.Local.FamilyPrompt);
        Assert.False(options.Context.RememberSessions);
        Assert.Equal((4096, "off", true, "user", 0), (options.Context.ReserveOutput, options.Context.Prewarm, options.Local.ShowThinking, options.Settings.Target, options.IdleMinutes));
    }

    [Fact]
    public void AByteOrderMarkIsSkipped() => Assert.Equal(5, Read("\uFEFF{\"listen\":{\"port\":5}}").Listen.Port);

    [Theory]
    [InlineData("http://127.0.0.1:1234/v1", "http://127.0.0.1:1234/")]
    [InlineData("http://127.0.0.1:1234/v1/", "http://127.0.0.1:1234/")]
    [InlineData("https://openrouter.ai/api/v1", "https://openrouter.ai/api")]
    [InlineData("https://api.deepseek.com/anthropic", "https://api.deepseek.com/anthropic")]
    public void AnAddressMayBePastedWithTheVersionThatEndpointsAdd(string pasted, string meant) =>
        Assert.Equal(new Uri(meant), Read($$"""{"providers":[{"name":"x","baseUrl":"{{pasted}}"}]}""").Providers[0].BaseUrl);

    [Fact]
    public void EveryErrorIsToldAtOnceWithItsPathAndWhatToDo()
    {
        var result = OptionsReader.Parse(
            """
            {
              "listen": { "port": 70000, "prot": 1 },
              "providers": [ { "name": "a", "dialect": "openia", "baseUrl": "ftp://x" }, { "baseUrl": "http://x", "local": "yes" } ],
              "handover": { "switchBelow": 5, "warnBelow": [0.1, 20], "minimumStay": "5 min", "mode": 1 },
              "idleMinutes": -1, "idleMinutes": 2,
              "local": [], "colour": "red"
            }
            """u8,
            "sidecar.json");

        Assert.Null(result.Options);
        Assert.Equal(
            [
                "sidecar.json: listen.port is 70000; write a whole number between 0 and 65535.",
                "sidecar.json: listen.prot is unknown; write \"port\" if you meant that, else remove it.",
                "sidecar.json: providers[0].dialect is \"openia\"; write one of \"auto\", \"anthropic\", \"openai\", \"ollama\".",
                "sidecar.json: providers[0].baseUrl is not an address such as \"http://127.0.0.1:11434\"; give scheme and host, and neither user, query nor fragment.",
                "sidecar.json: providers[1].local is neither true nor false; write one of them without quotes.",
                "sidecar.json: providers[1].name is missing; add it.",
                "sidecar.json: handover.switchBelow is 5, but a share lies between 0 and 1; for 5 percent write 0.05.",
                "sidecar.json: handover.warnBelow[1] is 20, but a share lies between 0 and 1; for 20 percent write 0.2.",
                "sidecar.json: handover.minimumStay is \"5 min\"; write hours, minutes and seconds as \"00:05:00\".",
                "sidecar.json: handover.mode is 1; write one of \"auto\", \"ask\", \"off\".",
                "sidecar.json: idleMinutes is -1; write a whole number between 0 and 525600.",
                "sidecar.json: idleMinutes is set twice; remove one.",
                "sidecar.json: local is a list; write an object in braces.",
                "sidecar.json: colour is unknown; remove it, or use one of listen, providers, handover, context, local, history, settings, idleMinutes.",
            ],
            result.Errors);
    }

    [Theory]
    [InlineData("00:00:00", "local.loadLimit is \"00:00:00\"; write a time between \"00:00:10\" and \"01:00:00\".")]
    [InlineData("00:00:09", "local.loadLimit is \"00:00:09\"; write a time between \"00:00:10\" and \"01:00:00\".")]
    [InlineData("01:00:01", "local.loadLimit is \"01:00:01\"; write a time between \"00:00:10\" and \"01:00:00\".")]
    [InlineData("5", "local.loadLimit is \"5\"; write hours, minutes and seconds as \"00:05:00\".")]
    [InlineData("00:00:10", null)]
    [InlineData("01:00:00", null)]
    public void AServerIsWaitedForWithinBounds(string limit, string? error)
    {
        var result = OptionsReader.Parse(Encoding.UTF8.GetBytes($"{{\"local\":{{\"loadLimit\":\"{limit}\"}}}}"), "f");

        Assert.Equal(error is null ? [] : [$"f: {error}"], result.Errors);
        Assert.Equal(error is null ? TimeSpan.Parse(limit, CultureInfo.InvariantCulture) : null, result.Options?.Local.LoadLimit);
    }

    [Theory]
    [InlineData("""{"context":{"cloudBrief":"claude"}}""", "context.cloudBrief is \"claude\", but only a provider with apiKeyEnv may write briefs")]
    [InlineData("""{"context":{"cloudBrief":"nobody"}}""", "context.cloudBrief is \"nobody\", but only a provider with apiKeyEnv may write briefs")]
    [InlineData("""{"providers":[]}""", "providers is not a list with at least one entry")]
    [InlineData("""{"providers":[{"name":"auto","baseUrl":"http://x"}]}""", "providers[0].name is \"auto\"")]
    [InlineData("""{"providers":[{"name":"a b","baseUrl":"http://x"}]}""", "providers[0].name is \"a b\"")]
    [InlineData("""{"providers":[{"name":"a","baseUrl":"http://x"},{"name":"A","baseUrl":"http://x"}]}""", "providers[1].name \"A\" is used twice")]
    [InlineData("""{"providers":[{"name":"a","baseUrl":"http://x","credentials":"key"}]}""", "apiKeyEnv is missing")]
    [InlineData("""{"providers":[{"name":"a","baseUrl":"http://x","credentials":"none","apiKeyEnv":"K"}]}""", "remove one of them")]
    [InlineData("""{"providers":[{"name":"a","baseUrl":"http://x/v1/chat/completions"}]}""", "leave that out")]
    [InlineData("""{"handover":{"switchBelow":0.5}}""", "handover.returnAbove is smaller")]
    [InlineData("[]", "the file is a list")]
    public void RulesThatLookAtMoreThanOneValueAreKept(string json, string error) =>
        Assert.Contains(error, Assert.Single(OptionsReader.Parse(Encoding.UTF8.GetBytes(json), "f").Errors), StringComparison.Ordinal);

    // edge case 59
    [Theory]
    [InlineData("""{"providers":[{"name":"a","baseUrl":"http://127.0.0.1:1","dialect":"openai","credentials":"client"}]}""")]
    [InlineData("""{"providers":[{"name":"a","baseUrl":"http://127.0.0.1:1","dialect":"anthropic","local":true,"credentials":"client"}]}""")]
    public void TheClientsLoginIsNeverConfiguredForALocalOrForeignHost(string json) =>
        Assert.Contains("credentials is \"client\"", Assert.Single(OptionsReader.Parse(Encoding.UTF8.GetBytes(json), "f").Errors), StringComparison.Ordinal);

    [Fact]
    public void BrokenJsonIsNamedByLineAndColumn() => Assert.Equal(
        "sidecar.json is no valid JSON at line 2, column 12: correct it there; comments and trailing commas are allowed.",
        Assert.Single(OptionsReader.Parse("{\n  \"listen\" {}"u8, "sidecar.json").Errors));

    private static SidecarOptions Read(string json)
    {
        var result = OptionsReader.Parse(Encoding.UTF8.GetBytes(json), "sidecar.json");
        Assert.Empty(result.Errors);
        return result.Options!;
    }
}
