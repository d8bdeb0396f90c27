using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Tests.Simulation;

public sealed class StageTests
{
    private static readonly SimulatorScript Script = SimulatorScript.Parse("""
        {
          "plays": [
            {
              "match": { "lastUser": "/^build .* house$/" },
              "steps": [
                { "text": "I dig.", "tools": [{ "name": "Bash", "input": { "command": "dig", "where": ["${cwd}/a"] } }] },
                { "text": "I build.", "tools": [{ "name": "Bash", "input": { "command": "build" } }, { "name": "Read", "input": {} }] },
                { "text": "It stands." }
              ]
            },
            { "match": { "lastUser": "paint", "model": "opus" }, "steps": [{ "text": "Red." }] }
          ]
        }
        """);

    [Theory]
    [InlineData(0, 0, "I dig.")]
    [InlineData(1, 1, "I build.")]
    [InlineData(2, 2, "It stands.")]
    [InlineData(3, 3, "The play has no further step.")]
    public void BothDialectsFindTheSameStep(int rounds, int step, string text)
    {
        foreach (var answer in new[] { Messages(rounds, "build a house"), Chat(rounds, "build a house") })
        {
            Assert.Equal((0, step, text), (answer.Play, answer.Step, answer.Text));
        }
    }

    [Fact]
    public void AnAnswerWhoseCallsWereGivenMessagesOfTheirOwnIsOneAnswer()
    {
        using var body = JsonDocument.Parse("""
            {"messages":[
              {"role":"user","content":"build a house"},
              {"role":"assistant","content":"I dig.","tool_calls":[{"id":"a","function":{"name":"Bash","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":""},
              {"role":"assistant","content":"I build.","tool_calls":[{"id":"b","function":{"name":"Bash","arguments":"{}"}}]},{"role":"tool","tool_call_id":"b","content":""},
              {"role":"assistant","content":"","tool_calls":[{"id":"c","function":{"name":"Read","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":""}]}
            """);

        var answer = Stage.Play(Script.Plays, OpenAiConversation.Read(body.RootElement));
        Assert.Equal((0, 2), (answer.Play, answer.Step));
    }

    [Fact]
    public void ANewPromptBeginsANewPlay()
    {
        var answer = Messages(2, "build a house", ("assistant", "It stands."), ("user", "now paint it"));

        Assert.Equal((1, 0, "Red."), (answer.Play, answer.Step, answer.Text));
    }

    [Fact]
    public void TheModelIsPartOfTheMatch() =>
        Assert.Null(Stage.Play(Script.Plays, Read("""{"model":"claude-haiku-5-5","messages":[{"role":"user","content":"paint"}]}""")).Play);

    [Fact]
    public void RemindersAreNoPrompt()
    {
        var answer = Messages(1, "<system-reminder>\nbe nice\n</system-reminder>\nbuild a house", ("user", "<system-reminder>paint</system-reminder>"));

        Assert.Equal((0, 1), (answer.Play, answer.Step));
    }

    [Fact]
    public void WhatTheClientSaysBesideToolResultsIsNoPrompt()
    {
        var answer = Stage.Play(Script.Plays, Read("""
            {"model":"m","messages":[
              {"role":"user","content":"build a house"},
              {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"Bash","input":{}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"ok"},{"type":"text","text":"Tool loaded."}]}
            ]}
            """));

        Assert.Equal((0, 1), (answer.Play, answer.Step));
    }

    [Fact]
    public void InstructionsThatAConversionFoldedBehindThePromptDoNotHideIt()
    {
        var answer = Stage.Play(Script.Plays, ReadChat("""
            {"model":"opus","messages":[{"role":"user","content":"paint it"},{"role":"user","content":"Available agent types: none"}]}
            """));

        Assert.Equal((1, 0), (answer.Play, answer.Step));
    }

    [Fact]
    public void AStepThatWasCutOffIsPlayedAgain()
    {
        var answer = Messages(1, "build a house", ("assistant", "I bui"), ("user", "Your response above was cut off mid-stream. Resume directly from where it stops."));

        Assert.Equal((0, 1, "I build."), (answer.Play, answer.Step, answer.Text));
    }

    [Fact]
    public void ABegunAnswerIsContinued() // edge case 56
    {
        var answer = Messages(1, "build a house", ("assistant", "I bu"));

        Assert.Equal((0, 1, "ild."), (answer.Play, answer.Step, answer.Text));
    }

    [Theory]
    [InlineData("Environment\n - Primary working directory: /tmp/my house\n - Is a git repository: false", "/tmp/my house/a")]
    [InlineData("Working directory: /srv", "/srv/a")]
    [InlineData("nothing of that kind", "./a")]
    public void TheFolderComesFromTheInstructions(string system, string path)
    {
        var body = new JsonObject { ["model"] = "m", ["system"] = system, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "build a house" }) };

        Assert.Equal($$"""{"command":"dig","where":["{{path}}"]}""", Stage.Play(Script.Plays, Read(body.ToJsonString())).Tools.Single().Arguments);
    }

    [Fact]
    public void ATitleIsAValueOfItsSchema()
    {
        const string Schema = """{"type":"object","properties":{"title":{"type":"string"},"tags":{"type":"array","items":{"enum":["a","b"]},"minItems":2},"n":{"type":["null","integer"],"minimum":3}},"required":["title"]}""";
        var messages = Read($$$"""{"model":"m","output_config":{"format":{"type":"json_schema","schema":{{{Schema}}}}},"messages":[{"role":"user","content":"build a house"}]}""");
        var chat = ReadChat($$$"""{"model":"m","response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{{{Schema}}}}},"messages":[{"role":"user","content":"build a house"}]}""");

        foreach (var conversation in new[] { messages, chat })
        {
            Assert.True(conversation.IsAuxiliary);
            Assert.Equal("""{"title":"Simulated session","tags":["a","a"],"n":3}""", Stage.Play(Script.Plays, conversation).Text);
        }
    }

    [Fact]
    public void TheQuotaProbeGetsItsOneToken() // edge case 111
    {
        var answer = Stage.Play(Script.Plays, Read("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"quota"}]}"""));

        Assert.Equal(("OK", "max_tokens", 1), (answer.Text, answer.StopReason, answer.OutputTokens));
    }

    private static Answer Messages(int rounds, string prompt, params (string Role, string Text)[] after)
    {
        var messages = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt });
        for (var round = 0; round < rounds; round++)
        {
            messages.Add((JsonNode)new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray(new JsonObject { ["type"] = "tool_use", ["id"] = $"a{round}", ["name"] = "Bash", ["input"] = new JsonObject() }) });
            messages.Add((JsonNode)new JsonObject { ["role"] = "user", ["content"] = new JsonArray(new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = $"a{round}", ["content"] = "ok" }) });
            messages.Add((JsonNode)new JsonObject { ["role"] = "system", ["content"] = "build a house" });
        }

        foreach (var (role, text) in after)
        {
            messages.Add((JsonNode)new JsonObject { ["role"] = role, ["content"] = text });
        }

        return Stage.Play(Script.Plays, Read(new JsonObject { ["model"] = "claude-opus-5-5", ["messages"] = messages }.ToJsonString()));
    }

    private static Answer Chat(int rounds, string prompt)
    {
        var messages = new JsonArray(new JsonObject { ["role"] = "system", ["content"] = "be good" }, new JsonObject { ["role"] = "user", ["content"] = prompt });
        for (var round = 0; round < rounds; round++)
        {
            messages.Add((JsonNode)new JsonObject { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = new JsonArray(new JsonObject { ["id"] = $"a{round}" }) });
            messages.Add((JsonNode)new JsonObject { ["role"] = "tool", ["tool_call_id"] = $"a{round}", ["content"] = "ok" });
            messages.Add((JsonNode)new JsonObject { ["role"] = "user", ["content"] = "Tokens left: many" });
        }

        return Stage.Play(Script.Plays, ReadChat(new JsonObject { ["model"] = "local", ["messages"] = messages }.ToJsonString()));
    }

    private static Conversation Read(string json) => AnthropicConversation.Read(JsonElement.Parse(json));

    private static Conversation ReadChat(string json) => OpenAiConversation.Read(JsonElement.Parse(json));
}
