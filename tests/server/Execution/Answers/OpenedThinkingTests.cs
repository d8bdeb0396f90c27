using System.Text;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Execution.Answers;

/// <summary>Answers of models whose prompt opens the reasoning: its end alone stands in the text (edge case 82).</summary>
public sealed class OpenedThinkingTests
{
    [Theory] // edge case 82
    [InlineData("I should list.\n</think>\n\nI list.", "⟨I should list.\n⟩I list.")]
    [InlineData("I should list.</think>I list.", "⟨I should list.⟩I list.")]
    [InlineData("</think>\n\nI list.", "I list.")]
    [InlineData("```\nls\n</think>\n\nI list.", "⟨```\nls\n⟩I list.")]
    [InlineData("They end with `</think>`, I think.\n</think>\nThey do.", "⟨They end with `</think>`, I think.\n⟩They do.")]
    [InlineData("<think>I should list.</think>I list.", "⟨I should list.⟩I list.")]
    [InlineData("\n<think>\nI should list.\n</think>\n\nI list.", "⟨I should list.\n⟩I list.")]
    [InlineData("First.[/THINK]I list.", "⟨First.⟩I list.")]
    [InlineData("I list.", "I list.")]
    [InlineData("Look.\n</think>\n<tool_call>\n{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}\n</tool_call>", "⟨Look.\n⟩⟦Bash {\"command\":\"ls\"}⟧")]
    [InlineData("<tool_call>\n{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}\n</tool_call>", "⟦Bash {\"command\":\"ls\"}⟧")]
    [InlineData("I could.\n<tool_call>\n{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}\n</tool_call>\nNo.\n</think>\nDone.", "⟨I could.\n<tool_call>\n{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}\n</tool_call>\nNo.\n⟩Done.")]
    public void WhatStandsBeforeTheCloserIsReasoning(string text, string expected) => Assert.Equal(
        expected,
        AnswerRun.Content(text, showThinking: true, with: options => options with { OpensThinking = true }));

    [Fact]
    public void WhatTheLimitCutWasStillReasoning() // edge cases 82, 91
    {
        Assert.Equal(
            "(The local model reached the output limit while it was still reasoning.) (max_tokens)",
            AnswerRun.Content("I should list, and then", "length", with: options => options with { OpensThinking = true }));
    }

    [Theory] // edge case 82
    [InlineData("\"reasoning_content\":\"Hm.\"")]
    [InlineData("\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"Bash\",\"arguments\":\"{\\\"command\\\":\\\"ls\\\"}\"}}]")]
    public void WhatTheServerToldApartIsNotHeldAnyLonger(string members)
    {
        var server = Encoding.UTF8.GetString(AnswerRun.Chunks(["I li", "st."])).Split("\n\n");
        var options = AnswerRun.Options() with { OpensThinking = true };

        var message = StreamValidator.Read(AnswerRun.Stream(
            string.Join("\n\n", [.. server[..2], $$$"""data: {"choices":[{"index":0,"delta":{ {{{members}}} }}]}""", .. server[2..]]), options).Stream);

        Assert.Equal("I list.", message.Blocks[0]["text"]);
    }

    [Theory] // edge case 82
    [InlineData("I should list.</think>\n\nI list.", "I should list.\n\nI list.")]
    [InlineData("I should list. </think> \n \nI list.", "I should list.  \n \nI list.")]
    [InlineData("I should list.\n</think>\n\nI list.", "I should list.\n\n\nI list.")]
    [InlineData("I list.</think>", "I list.")]
    [InlineData("I list.</think><|im_end|>", "I list.")]
    [InlineData("Reasoning ends with </think> there.", "Reasoning ends with </think> there.")]
    [InlineData("Reasoning ends with </think>\nthere.", "Reasoning ends with </think>\nthere.")]
    [InlineData("It begins with <think> and ends with </think>\n\nThat is all.", "It begins with <think> and ends with </think>\n\nThat is all.")]
    public void OfOtherModelsTheTagAloneIsTakenOut(string text, string expected) => Assert.Equal(expected, AnswerRun.Content(text));
}
