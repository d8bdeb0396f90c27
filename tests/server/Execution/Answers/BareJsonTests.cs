using System.Text.Json;
using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Tests.Execution.Answers;

/// <summary>An answer that was asked to be JSON in words alone, as models really give it.</summary>
public sealed class BareJsonTests
{
    [Theory]
    [InlineData("{\"title\":\"Dig\"}", "{\"title\":\"Dig\"}")]
    [InlineData(" \n{ \"title\": \"Dig\" }\n", "{ \"title\": \"Dig\" }")]
    [InlineData("```json\n{\"title\":\"Dig\"}\n```", "{\"title\":\"Dig\"}")]
    [InlineData("```\n{\"title\":\"a ``` in {it}\"}\n```\n", "{\"title\":\"a ``` in {it}\"}")]
    [InlineData("As asked in [1], here is it:\n\n{\"title\":\"Dig\"}\n\nTell me {if} more is needed.", "{\"title\":\"Dig\"}")]
    [InlineData("```json\n[{\"a\":1},{\"a\":2}]\n```", "[{\"a\":1},{\"a\":2}]")]
    [InlineData("\"Dig\"", "\"Dig\"")]
    [InlineData("{\"title\":\"cut off", "{\"title\":\"cut off")]
    [InlineData("Sorry, I cannot.", "Sorry, I cannot.")]
    [InlineData("{ { [ {", "{ { [ {")]
    public void WhatStandsAroundTheJsonIsTakenAway(string said, string told)
    {
        foreach (var size in (int[])[1, 3, said.Length])
        {
            var server = AnswerRun.Chunks(said.Chunk(size).Select(piece => new string(piece)));
            var options = AnswerRun.Options() with { WantsJson = true };

            Assert.Equal(told, (string?)Assert.Single(StreamValidator.Read(AnswerRun.Stream(server, int.MaxValue, options).Stream).Blocks)["text"]);
            using var whole = JsonDocument.Parse(AnswerRun.Whole(server, options)!);
            Assert.Equal(told, whole.RootElement.GetProperty("content")[0].GetProperty("text").GetString());
        }
    }

    [Fact]
    public void AnAnswerThatBreaksOffBeforeAnythingWentOutIsAnothersToGive()
    {
        var (stream, outcome) = AnswerRun.Stream("data: {\"choices\":[{\"delta\":{\"content\":\"{\"}}]}\n\n", AnswerRun.Options() with { WantsJson = true });

        Assert.Empty(stream);
        Assert.Equal(FailureKind.CutOff, outcome.Kind);
    }
}
