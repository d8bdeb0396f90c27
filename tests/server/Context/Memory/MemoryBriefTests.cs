using ClaudeSidecar.Context.Memory;
using static ClaudeSidecar.Tests.Context.Memory.Told;

namespace ClaudeSidecar.Tests.Context.Memory;

public sealed class MemoryBriefTests
{
    private static readonly SessionMemory Long = Remember(
    [
        User("Port the parser to Rust. " + string.Concat(Enumerable.Repeat("Keep every rule of it. ", 100)) + "Name the crate nib."),
        .. Enumerable.Range(0, 30).SelectMany(i => Flat(
            Read($"/home/user/app/src/old{i}.ts", "1\ta"),
            Write($"/home/user/app/src/file{i}.rs", $"fn f{i}() {{}}\n"),
            Says($"I'll use an enum instead of strings in part {i}."),
            Bash($"cargo test part{i}", $"test part{i} ... ok\n" + new string('x', 300)),
            User($"Step {i}: go on with part {i}."))),
        .. Bash("cargo clippy", "Exit code 101\nerror[E0308]: mismatched types in file7.rs", isError: true),
        .. Call("TodoWrite", """{"todos":[{"content":"Port the lexer","status":"completed","activeForm":"x"},{"content":"Port the printer","status":"in_progress","activeForm":"x"}]}""", "Todos have been modified successfully."),
        User("Don't use unsafe code."),
    ]);

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(150)]
    [InlineData(250)]
    [InlineData(400)]
    [InlineData(700)]
    [InlineData(1000)]
    [InlineData(2000)]
    [InlineData(4000)]
    [InlineData(100_000)]
    public void ItFitsAndKeepsTaskAndLastWishInAnyRoom(int limit)
    {
        var brief = MemoryBrief.Write(Long, limit, Tokens);

        Assert.InRange(Tokens(brief), 1, limit);
        Assert.Contains("Port the parser", brief, StringComparison.Ordinal);
        Assert.Contains("Don't use unsafe", brief, StringComparison.Ordinal);
        Assert.Contains("left out", brief, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(1500)]
    [InlineData(4000)]
    public void ItHoldsWhatIsAskedForLater(int limit)
    {
        var brief = MemoryBrief.Write(Long, limit, Tokens);

        Assert.Contains("Name the crate nib.", brief, StringComparison.Ordinal);
        Assert.Contains("cargo clippy", brief, StringComparison.Ordinal);
        Assert.Contains("mismatched types", brief, StringComparison.Ordinal);
        Assert.Contains("file29.rs", brief, StringComparison.Ordinal);
        Assert.Contains("an enum instead of strings", brief, StringComparison.Ordinal);
        Assert.Contains("Port the printer", brief, StringComparison.Ordinal);
        Assert.Matches("Read (a file|files) again before editing", brief);
    }

    [Fact]
    public void MoreRoomGivesMoreAndIsUsed()
    {
        var sizes = ((int[])[100, 150, 250, 400, 700, 1000, 1500, 2500]).Select(limit => (limit, size: Tokens(MemoryBrief.Write(Long, limit, Tokens)))).ToList();

        Assert.Equal(sizes.Select(entry => entry.size).Order(), sizes.Select(entry => entry.size));
        Assert.All(sizes, entry => Assert.InRange(entry.size, entry.limit * 6 / 10, entry.limit));
    }

    [Fact]
    public void TheOutputOfCommandsGoesFirst()
    {
        var small = MemoryBrief.Write(Long, 900, Tokens);

        Assert.DoesNotContain("xxxx", small, StringComparison.Ordinal);
        Assert.Contains("## Decisions", small, StringComparison.Ordinal);
        Assert.Contains("xxxx", MemoryBrief.Write(Long, 4000, Tokens), StringComparison.Ordinal);
    }

    [Fact]
    public void TheCommonFolderIsNamedOnce()
    {
        var brief = MemoryBrief.Write(Long, 4000, Tokens);

        Assert.Contains("## Files changed in /home/user/app/src/ (latest first)\n- file29.rs: created, 1 line seen in message ", brief, StringComparison.Ordinal);
        Assert.Equal(2, brief.Split("/home/user/app").Length - 1);
    }

    [Fact]
    public void InALittleRoomFilesAreNames()
    {
        var brief = MemoryBrief.Write(Long, 250, Tokens);

        Assert.Contains("\nFiles changed in …/src/: file29.rs (new), file28.rs (new), ", brief, StringComparison.Ordinal);
        Assert.DoesNotContain("##", brief, StringComparison.Ordinal);
    }

    [Fact]
    public void ItIsTheSameForTheSameMemory() => Assert.Equal(MemoryBrief.Write(Long, 800, Tokens), MemoryBrief.Write(Long with { }, 800, Tokens));

    [Fact]
    public void OfNothingItSaysNothing()
    {
        Assert.Equal("", MemoryBrief.Write(SessionMemory.Empty, 1000, Tokens));
        Assert.Equal("", MemoryBrief.Write(Long, 3, Tokens));
    }

    [Fact]
    public void AnErrorAndItsCommandAreToldOnce()
    {
        var brief = MemoryBrief.Write(Long, 4000, Tokens);

        Assert.Equal(2, brief.Split("mismatched types").Length);
        Assert.Contains("- cargo clippy → failed (exit 101)", brief, StringComparison.Ordinal);
    }

    [Fact]
    public void OfAnErrorTheLineThatSaysWhatIsWrongComesFirst()
    {
        var output = "node:internal/run_main:123\n    triggerUncaught(\n    ^\n\nAssertionError [ERR_ASSERTION]: seven expected\n    at test.mjs:4:8\n" + new string('x', 200);
        var memory = Remember(User("Build it."), Bash("node test.mjs", "Exit code 1\n" + output, isError: true));

        Assert.Contains("- node test.mjs: AssertionError [ERR_ASSERTION]: seven expected", MemoryBrief.Write(memory, 90, Tokens), StringComparison.Ordinal);
    }

    [Fact]
    public void ThatTheUserStoppedTheWorkIsSaid() =>
        Assert.Contains("the user stopped the work", MemoryBrief.Write(Remember(User("Build it."), User("[Request interrupted by user]")), 300, Tokens), StringComparison.Ordinal);

    private static int Tokens(string text) => (text.Length + 3) / 4;
}
