using ClaudeSidecar.Context.Workspace;

namespace ClaudeSidecar.Tests.Context.Workspace;

/// <summary>Most cases were shown to Claude Code 2.1.197, some to 2.1.329, which did the same.</summary>
public sealed class InstructionImportsTests
{
    [Theory]
    [InlineData("See @a1.md for more.", "a1.md")]
    [InlineData("- @list.md", "list.md")]
    [InlineData("@data.json @noext", "data.json", "noext")]
    [InlineData(@"@spa\ ce.md", "spa ce.md")]
    [InlineData("@frag.md#part", "frag.md")]
    [InlineData("**@bold.md**", "bold.md")]
    [InlineData("@~/home.md", "~/home.md")]
    [InlineData("and @docs/b.md, and", "docs/b.md,")]
    [InlineData("(@paren.md)")]
    [InlineData("\"@quoted.md\"")]
    [InlineData("me@mail.md")]
    [InlineData("`@span.md` and ``a ` @span.md``")]
    [InlineData("```\n@fence.md\n```\n@after.md", "after.md")]
    [InlineData("~~~~ts\n@fence.md\n~~~\n@fence.md\n~~~~~\n@after.md", "after.md")]
    [InlineData("```\n@never.closed.md")]
    [InlineData("\n    @code.md\n    @code.md\n@after.md", "after.md")]
    [InlineData("- a list\n    @within.md", "within.md")]
    [InlineData("<!-- @comment.md -->\n@after.md", "after.md")]
    [InlineData("<!-- @comment.md\n@comment.md\n-->\n@after.md", "after.md")]
    public void PathsAreFoundWhereClaudeCodeFindsThem(string text, params string[] paths) => Assert.Equal(paths, InstructionImports.Of(text).Paths);

    [Fact]
    public void CommentsAreTakenOutAndNothingElse() => Assert.Equal(
        "# Rules\n\n```\n<!-- stays -->\n```\nEnd @a.md",
        InstructionImports.Of("# Rules\n<!-- for people\nalone -->\n\n```\n<!-- stays -->\n```\nEnd @a.md\n").Text);
}
