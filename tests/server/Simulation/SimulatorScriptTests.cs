using ClaudeSidecar.Simulation;
using ClaudeSidecar.Simulation.Cloud;
using ClaudeSidecar.Simulation.Local;
using ClaudeSidecar.Simulation.Local.Answers;
using ClaudeSidecar.Simulation.Local.Requests;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Tests.Simulation;

public sealed class SimulatorScriptTests
{
    public static TheoryData<string> Examples =>
        new(Directory.GetFiles(Repository.Path("docs", "examples"), "*.json").Select(file => Path.GetFileName(file)!));

    [Theory]
    [MemberData(nameof(Examples))]
    public void EveryExampleCanBePlayed(string file) =>
        Assert.NotEmpty(SimulatorScript.Parse(File.ReadAllBytes(Repository.Path("docs", "examples", file))).Plays);

    [Theory]
    [InlineData("""{"plays":[{"steps":[{"txt":"hi"}]}]}""", "plays[0].steps[0].txt: unknown field")]
    [InlineData("""{"plays":[{"steps":[{}]}]}""", "plays[0].steps[0]: a step needs a text or tools")]
    [InlineData("""{"plays":[{"steps":[]}]}""", "plays[0].steps: a play needs at least one step")]
    [InlineData("""{"plays":[{"match":{"lastUser":"/(/"},"steps":[{"text":"x"}]}]}""", "plays[0].match.lastUser: not a regular expression")]
    [InlineData("""{"plays":[{"steps":[{"tools":[{"name":"Read","input":[]}]}]}]}""", "plays[0].steps[0].tools[0].input: a tool's input is an object")]
    [InlineData("""{"plays":[{"steps":[{"tools":[{"input":{}}]}]}]}""", "plays[0].steps[0].tools[0].name: a tool call needs a name")]
    [InlineData("""{"plays":[{"steps":[{"text":"x","stopReason":"bored"}]}]}""", "plays[0].steps[0].stopReason: unknown")]
    [InlineData("""{"plays":7}""", "plays: expected an array, found 7")]
    [InlineData("""{"cloud":{"quota":{"5h":{"used":"much"}}}}""", "cloud.quota.5h.used: expected a number from 0 up, found \"much\"")]
    [InlineData("""{"cloud":{"limitAtRequest":0}}""", "cloud.limitAtRequest: expected a whole number from 1 up, found 0")]
    [InlineData("""{"cloud":{"faults":["430"]}}""", "cloud.faults[0]: unknown name \"430\"; known: 429-window")]
    [InlineData("""{"cloud":{"faults":["cut-after-events"]}}""", "cloud.faults[0]: write it as cut-after-events:N, a number of events")]
    [InlineData("""{"cloud":{"faults":[{"name":"529:3","at":[1]}]}}""", "cloud.faults[0].name: \"529\" takes no number")]
    [InlineData("""{"cloud":{"faults":[{"name":"529","at":[0]}]}}""", "cloud.faults[0].at[0]: expected a whole number from 1 up, found 0")]
    [InlineData("""{"local":{"kind":"tgi"}}""", "local.kind: unknown \"tgi\"; known: llama-server, lm-studio, vllm, ollama")]
    [InlineData("""{"local":{"calls":"smoke"}}""", "local.calls: unknown \"smoke\"; known: structured, qwen-xml")]
    [InlineData("""{"local":{"models":[{"capabilities":["magic"]}]}}""", "local.models[0].capabilities[0]: unknown; known: tools")]
    [InlineData("""{"local":{"models":[{"name":"a"},{"name":"a"}]}}""", "local.models: \"a\" is there more than once")]
    [InlineData("""{"local":{"model":"a","models":[]}}""", "local.models: write either models")]
    [InlineData("""{"local":{"strict":["nothing"]}}""", "local.strict[0]: unknown; known: unknown-fields")]
    [InlineData("""{"bench":{"events":0}}""", "bench.events: expected a whole number from 1 up, found 0")]
    [InlineData("[]", "the script: expected an object, found an array")]
    [InlineData("{", "the script is not JSON")]
    public void WhatIsWrongIsToldWithItsPath(string script, string problem) =>
        Assert.StartsWith(problem, Assert.Throws<InvalidScriptException>(() => SimulatorScript.Parse(script)).Problems[0], StringComparison.Ordinal);

    [Fact]
    public void AllProblemsAreToldAtOnce() =>
        Assert.Equal(3, Assert.Throws<InvalidScriptException>(() => SimulatorScript.Parse("""{"play":[],"cloud":{"compress":1},"local":{"model":2}}""")).Problems.Count);

    [Fact]
    public void CommentsTrailingCommasAndAByteOrderMarkAreAllowed() =>
        Assert.Single(SimulatorScript.Parse("\uFEFF{ /* one */ \"plays\": [ { \"steps\": [ { \"text\": \"x\" }, ] }, ], // end\n}").Plays);

    [Fact]
    public void TheDocumentationAndTheSchemaKnowEveryName()
    {
        var page = File.ReadAllText(Repository.Path("docs", "simulate.md"));
        var schema = File.ReadAllText(Repository.Path("docs", "simulate.schema.json"));
        foreach (var kind in CloudFaults.All.Concat(Irregularities.All))
        {
            Assert.Contains($"| `{kind.Written}` | {kind.Does} |", page, StringComparison.Ordinal);
            Assert.Contains(kind.ArgumentMeans is null ? $"\"{kind.Name}\"" : $"\"^{kind.Name}:", schema, StringComparison.Ordinal);
        }

        foreach (var (name, does) in StrictNames.All.Concat(CallForm.All.Select(form => (form.Name, form.Does))))
        {
            Assert.Contains($"| `{name}` | {does} |", page, StringComparison.Ordinal);
            Assert.Contains($"\"{name}\"", schema, StringComparison.Ordinal);
        }

        foreach (var kind in ServerKind.All)
        {
            Assert.Contains($"`{kind.Name}`", page, StringComparison.Ordinal);
            Assert.Contains($"\"{kind.Name}\"", schema, StringComparison.Ordinal);
        }
    }
}
