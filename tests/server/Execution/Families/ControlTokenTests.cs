using ClaudeSidecar.Execution.Families;
using ClaudeSidecar.Tests.Execution.Answers;

namespace ClaudeSidecar.Tests.Execution.Families;

/// <summary>Marks of one family's template in its answers (edge case 85).</summary>
public sealed class ControlTokenTests
{
    [Theory] // edge case 85
    [InlineData("kimi-k2", "I list.<|im_user|>")]
    [InlineData("devstral", "[TOOL_RESULTS]I list.")]
    [InlineData("seed-oss", "<seed:bos>I list.<seed:eos>")]
    [InlineData("granite4", "<|start_of_role|>I list.")]
    public void AFamilysOwnAreTakenOutOfItsText(string model, string text)
    {
        var family = FamilyBook.BuiltIn.Of(model);

        Assert.Equal("I list.", AnswerRun.Content(text, with: options => options with { Family = family }));
        Assert.Equal(text, AnswerRun.Content(text));
        Assert.Equal($"`{text}`", AnswerRun.Content($"`{text}`", with: options => options with { Family = family }));
    }

    [Fact]
    public void WhatEndsAnAnswerElsewhereKeepsItsMeaning() // edge case 85
    {
        var family = FamilyBook.BuiltIn.Of("gemma3");

        Assert.Equal("The token <eos> ends it.", AnswerRun.Content("The token <eos> ends it.<eos>", with: options => options with { Family = family }));
    }
}
