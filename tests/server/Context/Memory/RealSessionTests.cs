using ClaudeSidecar.Context.Memory;
using static ClaudeSidecar.Tests.Context.Memory.Told;

namespace ClaudeSidecar.Tests.Context.Memory;

/// <summary>
/// Sessions of the real Claude Code, in both versions, against the stand-in for Anthropic: the messages of their last requests, with ids and
/// folders replaced and long instructions of the client cut.
/// </summary>
public sealed class RealSessionTests
{
    private const string Price = "/home/user/project/src/price.js";

    [Theory]
    [InlineData("price.197")]
    [InlineData("price.329")]
    public void ASessionOfEditsIsRemembered(string session)
    {
        var memory = Remember(Fixture(session));

        Assert.Equal("Make the price double instead of triple in src/price.js. Keep the tests green.", memory.Task);
        var wish = Assert.Single(memory.Wishes);
        Assert.Equal("no, rather put the factor into a constant called F. Do not touch src/list.js.", wish.Text);
        Assert.True(wish.IsCorrection);
        Assert.Equal(
            [("Change the factor", TodoState.Completed), ("Keep the tests green", TodoState.Completed), ("Write a README", TodoState.InProgress)],
            memory.Todos.Select(todo => (todo.Text, todo.State)));
        Assert.Equal(
            "The cause is the factor 3. I'll use a literal 2 instead of a parameter, because callers pass one number.",
            Assert.Single(memory.Decisions).Text);
        Assert.Contains("sh test.sh", memory.Commands.Select(command => command.Command));
        Assert.True(memory.Files.Single(file => file.Path == Price).IsChanged);
        Assert.True(memory.Files.Single(file => file.Path.EndsWith("README.md", StringComparison.Ordinal)).IsNew);
        Assert.True(memory.Files.Single(file => file.Path.EndsWith("list.js", StringComparison.Ordinal)).IsChanged);
    }

    [Theory]
    [InlineData("price.197")]
    [InlineData("price.329")]
    public void AnErrorIsOverWhenTheSameGoesWell(string session)
    {
        var memory = Remember(Fixture(session));

        // The tests that failed passed later, and the edit that did not fit was made; the file that was not there still is not.
        Assert.DoesNotContain(memory.Errors, error => error.What.Contains("test.sh", StringComparison.Ordinal) || error.What.Contains("price.js", StringComparison.Ordinal));
        Assert.Contains(memory.Errors, error => error.Text.Contains("nothing.txt", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("price.197")]
    [InlineData("price.329")]
    public void TheTextOfAFileIsKnownThroughEditsToTheByte(string session)
    {
        var files = Files(Fixture(session));

        Assert.Equal("// prices\nconst F = 2;\nexport function price(n) {\n  return n * F;\n}\n", files[Price].Text);
        Assert.DoesNotContain("/home/user/project/src/list.js", files.Keys); // a command appended to it
    }

    [Fact]
    public void AFileThatACommandChangedIsUnknownUntilItIsReadAgain()
    {
        Assert.DoesNotContain("/home/user/project/README.md", Files(Fixture("price.197")).Keys); // this version answered "unchanged" to the second Read
        Assert.Equal("# Price\n\nTwice.\n", Files(Fixture("price.329"))["/home/user/project/README.md"].Text);
    }

    [Theory]
    [InlineData("stock.197")]
    [InlineData("stock.329")]
    public void AChineseSessionIsRemembered(string session)
    {
        var memory = Remember(Fixture(session));

        Assert.Equal("请修复 库存.py 里的 total 函数：列表里有空值时不能报错。", memory.Task);
        Assert.Equal(["不要用 try，改成用生成器过滤空值。"], memory.Wishes.Select(wish => wish.Text));
        Assert.True(memory.Wishes[0].IsCorrection);
        Assert.Equal("问题在于 sum 遇到 None 会抛出异常。我决定先用 try 包住，而不是改调用方。", memory.Decisions[0].Text);
        Assert.Equal([("1", TodoState.Completed), ("2", TodoState.Pending)], memory.Todos.Select(todo => (todo.Id!, todo.State)));
        Assert.Equal("写说明文件", memory.Todos[1].Text);
        Assert.Contains(memory.Errors, error => error.Text.Contains("没有这个文件", StringComparison.Ordinal));
        Assert.Equal("def total(items):\n    return sum(i for i in items if i is not None)\n", Files(Fixture(session))["/home/user/project/库存.py"].Text);
    }

    [Theory]
    [InlineData("stock-compacted.197")]
    [InlineData("stock-compacted.329")]
    public void AfterACompactionTheSummaryTellsTheTask(string session)
    {
        var memory = Remember(Fixture(session));

        Assert.Equal("修复 库存.py 的 total 函数：列表里有空值时不能报错；用生成器过滤，不要用 try。", memory.Task);
        Assert.Equal(["请修复 库存.py 里的 total 函数：列表里有空值时不能报错。", "不要用 try，改成用生成器过滤空值。", "再写一个说明文件。"], memory.Wishes.Select(wish => wish.Text));
        Assert.Equal("Pending: - 写说明文件\nBeing done: total 已经改好。\nNext: 写说明文件", memory.StateAtSummary);

        // The client shows again what was read before: in a message of its own, or in two reminders.
        Assert.Equal("def total(items):\n    return sum(i for i in items if i is not None)\n", Files(Fixture(session))["/home/user/project/库存.py"].Text);
        Assert.Contains(memory.Files, file => file.Path == "/home/user/project/库存.py");
    }

    [Theory]
    [InlineData("stock.197", "stock-compacted.197")]
    [InlineData("stock.329", "stock-compacted.329")]
    public void AMemoryThatWasKeptGoesOnAfterTheCompaction(string before, string after)
    {
        var reader = new MemoryReader();
        var memory = Remember(Fixture(before)).Then(Fixture(after).Select(reader.Read));

        Assert.Equal("请修复 库存.py 里的 total 函数：列表里有空值时不能报错。", memory.Task);
        Assert.Equal(["不要用 try，改成用生成器过滤空值。", "再写一个说明文件。"], memory.Wishes.Select(wish => wish.Text));
        Assert.Contains(memory.Decisions, decision => decision.Text.Contains("我决定", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("price.197")]
    [InlineData("price.329")]
    [InlineData("stock.197")]
    [InlineData("stock.329")]
    [InlineData("stock-compacted.197")]
    [InlineData("stock-compacted.329")]
    public void NothingOfTheClientsIsTakenForTheUsers(string session)
    {
        var memory = Remember(Fixture(session));
        string[] words = [memory.Task!, .. memory.Wishes.Select(wish => wish.Text)];

        Assert.All(words, text => Assert.DoesNotContain("<", text, StringComparison.Ordinal));
        Assert.DoesNotContain(words, text => text.Contains("summary", StringComparison.OrdinalIgnoreCase) || text.Contains("reminder", StringComparison.Ordinal) || text.Contains("CRITICAL", StringComparison.Ordinal));
    }
}
