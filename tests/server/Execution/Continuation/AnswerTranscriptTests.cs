using System.Text;
using ClaudeSidecar.Execution.Continuation;

namespace ClaudeSidecar.Tests.Execution.Continuation;

public sealed class AnswerTranscriptTests
{
    private const string Start = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{}}\n\n";

    [Fact]
    public void ALongAnswerIsRememberedByItsTextAlone()
    {
        using var transcript = new AnswerTranscript();
        Take(transcript, Start + Begin(0, "text"));
        for (var line = 0; line < 20_000; line++)
        {
            Take(transcript, Delta(0, $"{line}\\n"));
        }

        Assert.True(transcript.Read().CanContinue);
        Assert.Equal((0, 1), (transcript.OpenBlock, transcript.NextBlock));
        Assert.Equal(string.Concat(Enumerable.Range(0, 20_000).Select(line => $"{line}\n")), transcript.Text);
    }

    [Fact]
    public void APieceLargerThanTheCopyIsReadAtOnce()
    {
        using var transcript = new AnswerTranscript();
        var letters = new string('x', 100_000);

        Take(transcript, Start + Begin(0, "text") + Delta(0, letters));

        Assert.Equal(letters, transcript.Read().Text);
    }

    [Fact]
    public void LinesMayEndAsTheyLike()
    {
        using var transcript = new AnswerTranscript();

        Take(transcript, (Start + Begin(0, "text") + Delta(0, "a")).Replace("\n", "\r\n", StringComparison.Ordinal));

        Assert.True(transcript.Read().CanContinue);
        Assert.Equal("a", transcript.Text);
    }

    [Theory] // edge case 25
    [InlineData("tool_use", false)]
    [InlineData("server_tool_use", false)]
    [InlineData("thinking", true)]
    [InlineData("text", true)]
    public void OnlyTextAndPastThoughtsCanBeGoneOnWith(string type, bool expected)
    {
        using var transcript = new AnswerTranscript();
        Take(transcript, Start + Begin(0, type));

        Assert.Equal(type == "text", transcript.Read().CanContinue);

        Take(transcript, "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n");
        Assert.Equal(expected, transcript.Read().CanContinue);
        Take(transcript, Begin(1, "text"));
        Assert.Equal(expected, transcript.Read().CanContinue);
    }

    [Theory]
    [InlineData("event: content_block_delta\ndata: {\"type\":\n\n")]
    [InlineData("event: content_block_delta\ndata: []\n\n")]
    [InlineData("event: content_block_delta\ndata: {\"index\":\"0\"}\n\n")]
    public void WhatCannotBeReadCannotBeGoneOnWith(string strange)
    {
        using var transcript = new AnswerTranscript();

        Take(transcript, Start + Begin(0, "text") + strange + Delta(0, "a"));

        Assert.False(transcript.Read().CanContinue);
    }

    [Fact]
    public void AnAnswerThatHasEndedLacksNothing()
    {
        using var transcript = new AnswerTranscript();
        Take(transcript, Start + Begin(0, "text") + "event: message_delta\ndata: {\"type\":\"message_delta\"}\n\n");

        Assert.False(transcript.SeemsWhole);
        Take(transcript, "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");

        Assert.True(transcript.SeemsWhole);
        Assert.False(transcript.Read().CanContinue);
    }

    private static string Begin(int index, string type) =>
        $"event: content_block_start\ndata: {{\"type\":\"content_block_start\",\"index\":{index},\"content_block\":{{\"type\":\"{type}\"}}}}\n\n";

    private static string Delta(int index, string text) =>
        $"event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":{index},\"delta\":{{\"type\":\"text_delta\",\"text\":\"{text}\"}}}}\n\n";

    private static void Take(AnswerTranscript transcript, string events) => transcript.Take(Encoding.UTF8.GetBytes(events));
}
