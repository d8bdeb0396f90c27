using ClaudeSidecar.Context.Git;
using ClaudeSidecar.Context.Workspace;

namespace ClaudeSidecar.Tests.Context.Workspace;

public sealed class WorkspaceBriefTests
{
    private static readonly WorkspaceSnapshot Snapshot = new()
    {
        Folder = "/src/app",
        Instructions = [new("/home/ann/.claude/CLAUDE.md", "Be brief.", false), new("/src/app/CLAUDE.md", string.Join('\n', Enumerable.Range(0, 40).Select(i => $"Rule {i}: do this.")), true)],
        Readme = new("/src/app/README.md", string.Join('\n', Enumerable.Range(0, 40).Select(i => $"Line {i} of the readme.")), false),
        Editor = new()
        {
            ActiveFile = new() { Path = "/src/app/lib/a.cs", Language = "csharp", Line = 12, Selection = new() { StartLine = 10, EndLine = 11, Text = "var x = 1;\n```\n" } },
            OpenEditors = ["/src/app/lib/a.cs", "/src/app/lib/b.cs"],
        },
        Git = new()
        {
            Place = new("/src/app", "/src/app/.git", "/src/app/.git"),
            Branch = "feature/x",
            Commit = "0123456789",
            Upstream = "origin/main",
            Ahead = 2,
            Behind = 1,
            Changes =
            [
                new("lib/a.cs", GitChangeState.Modified) { Hunks = new("@@ -1 +1 @@\n-old\n+new\n", 1, 1, false) },
                new("lib/new.cs", GitChangeState.Renamed) { OldPath = "lib/old.cs", Hunks = new(string.Concat(Enumerable.Range(0, 50).Select(i => $"+line {i}\n")), 80, 0, true) },
                new("notes/", GitChangeState.Untracked),
            ],
            MoreChanges = 3,
            Commits = [new("0123456", "Make it so", new(2026, 11, 20, 23, 0, 0, TimeSpan.Zero))],
        },
        Settings = new() { PermissionMode = "plan", Denied = ["WebFetch"] },
    };

    [Fact]
    public void EverythingIsSaidOnceWhereThereIsRoom()
    {
        var text = WorkspaceBrief.Write(Snapshot, 10_000, Words);

        Assert.Equal(
            """"
            The user has open: lib/a.cs (csharp), cursor in line 12

            Selected there, lines 10 to 11:
            ````
            var x = 1;
            ```
            ````

            Files that differ from the last commit:
              lib/a.cs (modified, +1 -1)
              lib/new.cs (renamed, was lib/old.cs, +80 -0)
              notes/ (untracked)
              and 3 more

            Uncommitted in lib/a.cs:
            ```diff
            @@ -1 +1 @@
            -old
            +new
            ```

            Uncommitted in lib/new.cs (the beginning):
            ```diff
            """",
            text[..text.IndexOf("\n+line 0", StringComparison.Ordinal)]);
        Assert.EndsWith(
            """
            On branch feature/x, which follows origin/main (2 ahead, 1 behind).

            Last commits:
              0123456 2026-11-20 Make it so

            Also open in the editor:
              lib/b.cs

            Claude Code's settings of the folder:
              permission mode: plan
              denied, wholly or in part: WebFetch

            """,
            text,
            StringComparison.Ordinal);
        Assert.DoesNotContain("Left out", text, StringComparison.Ordinal);
        Assert.Equal(text, WorkspaceBrief.Write(Snapshot, 10_000, Words));
    }

    [Fact]
    public void NoLimitIsExceededAndTheMostImportantStaysLongest()
    {
        var whole = WorkspaceBrief.Write(Snapshot, int.MaxValue, Words);
        for (var limit = 0; limit <= Words(whole) + 5; limit++)
        {
            foreach (var text in new[] { WorkspaceBrief.Write(Snapshot, limit, Words), WorkspaceBrief.Instructions(Snapshot, limit, Words), WorkspaceBrief.Readme(Snapshot, limit, Words) })
            {
                Assert.InRange(Words(text), 0, limit);
                Assert.Equal(0, text.Split('\n').Count(line => line.StartsWith("```", StringComparison.Ordinal) && !line.StartsWith("````", StringComparison.Ordinal)) % 2 - (text.Contains("var x", StringComparison.Ordinal) ? 1 : 0));
            }

            var brief = WorkspaceBrief.Write(Snapshot, limit, Words);
            Assert.True(limit < 40 || brief.StartsWith("The user has open: lib/a.cs", StringComparison.Ordinal));
            Assert.Equal(limit < Words(whole), brief.Length == 0 || brief.Contains("[Left out for want of room: ", StringComparison.Ordinal) || brief.Contains("lines left out]", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void TheInstructionsThatAreNearestToTheWorkStayLongest()
    {
        Assert.Contains("Be brief.", WorkspaceBrief.Instructions(Snapshot, 1000, Words), StringComparison.Ordinal);
        Assert.Contains("[… the file goes on]", WorkspaceBrief.Instructions(Snapshot, 1000, Words), StringComparison.Ordinal);

        var cut = WorkspaceBrief.Instructions(Snapshot, 60, Words);
        Assert.Contains("Rule 3: do this.", cut, StringComparison.Ordinal);
        Assert.Contains("lines left out]", cut, StringComparison.Ordinal);
    }

    [Fact]
    public void OfNothingNothingIsSaid()
    {
        var nothing = new WorkspaceSnapshot { Folder = "/src/app" };
        Assert.Equal("", WorkspaceBrief.Write(nothing, 100, Words) + WorkspaceBrief.Instructions(nothing, 100, Words) + WorkspaceBrief.Readme(nothing, 100, Words));
    }

    private static int Words(string text) => text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length;
}
