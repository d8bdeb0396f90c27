using ClaudeSidecar.Context.Git;

namespace ClaudeSidecar.Tests.Context.Git;

public sealed class GitPorcelainTests
{
    private const string Output =
        "# branch.oid 0123456789abcdef0123456789abcdef01234567\0# branch.head main\0# branch.upstream origin/main\0# branch.ab +3 -12\0# stash 2\0"
        + "1 .M N... 100644 100644 100644 aaaa bbbb a name with blanks.txt\0"
        + "2 R. N... 100644 100644 100644 aaaa bbbb R87 new\nname.txt\0old name.txt\0"
        + "u UU N... 100644 100644 100644 100644 aaaa bbbb cccc both.txt\0"
        + "1 .M SC.. 160000 160000 160000 aaaa bbbb module\0"
        + "x something that a later git tells\0"
        + "? new folder/\0";

    [Fact]
    public void EveryEntryIsRead()
    {
        var status = GitPorcelain.Read(Output);

        Assert.Equal(("main", "0123456789abcdef0123456789abcdef01234567", "origin/main", 3, 12), (status.Branch, status.Commit, status.Upstream, status.Ahead, status.Behind));
        Assert.Equal(
            [
                new("a name with blanks.txt", GitChangeState.Modified),
                new("new\nname.txt", GitChangeState.Renamed) { OldPath = "old name.txt", Staged = true },
                new("both.txt", GitChangeState.Conflicted),
                new("module", GitChangeState.Modified) { IsSubmodule = true },
                new("new folder/", GitChangeState.Untracked),
            ],
            status.Changes);
    }

    [Fact]
    public void WhereverTheOutputIsCutWhatIsWholeIsRead()
    {
        var whole = GitPorcelain.Read(Output).Changes;
        for (var length = 0; length < Output.Length; length++)
        {
            var read = GitPorcelain.Read(Output[..length]).Changes;
            Assert.Equal(whole.Take(read.Count), read);
        }
    }
}
