using ClaudeSidecar.Context.Workspace;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Context.Workspace;

public sealed class InstructionReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly LookedAt _lookedAt = new();

    public void Dispose() => _folder.Dispose();

    // The order in which Claude Code 2.1.197 puts the same files into their first message.
    [Fact]
    public void TheOrderIsClaudeCodes()
    {
        string[] files =
        [
            "managed/CLAUDE.md", "user/CLAUDE.md", "user/rules/u.md", "up/CLAUDE.md",
            "up/repo/CLAUDE.md", "up/repo/.claude/CLAUDE.md", "up/repo/CLAUDE.local.md",
            "up/repo/work/CLAUDE.md", "up/repo/work/a.md", "up/repo/work/docs/b.md", "up/repo/work/.claude/CLAUDE.md",
            "up/repo/work/.claude/rules/r.md", "up/repo/work/.claude/rules/sub/s.md", "up/repo/work/CLAUDE.local.md",
        ];
        foreach (var file in files)
        {
            _folder.Write(file, $"text of {file}");
        }

        _folder.Write("up/repo/work/CLAUDE.md", "See @a.md and\n@docs/b.md");
        _folder.Write("up/repo/work/.claude/rules/p.md", "---\ndescription: x\npaths: \"src/**\"\n---\nonly for some files");

        Assert.Equal(files, Read("up/repo/work", "up/repo").Select(file => Path.GetRelativePath(_folder.Path, file.Path)));
    }

    [Fact]
    public void ImportsGoFourDeepAndNoFileIsTakenTwice()
    {
        _folder.Write("work/CLAUDE.md", "@1.md @one.md");
        for (var i = 1; i <= 6; i++)
        {
            _folder.Write($"work/{i}.md", $"@{i + 1}.md");
        }

        _folder.Write("work/one.md", "@two.md");
        _folder.Write("work/two.md", "@one.md @CLAUDE.md @./two.md");

        Assert.Equal(["CLAUDE.md", "1.md", "2.md", "3.md", "4.md", "one.md", "two.md"], Read("work", "work").Select(file => Path.GetFileName(file.Path)));
    }

    [Fact]
    public void NothingIsImportedFromOutsideTheRepositoryWhateverWayIsTried()
    {
        _folder.Write("outside/private.md", "private");
        _folder.Write("repo/work/CLAUDE.md", $"@../../outside/private.md @{_folder["outside/private.md"]} @link.md @folder/private.md @~/private.md @../shared.md @.env @docs");
        _folder.Write("home/private.md", "private");
        _folder.Write("repo/shared.md", "shared");
        _folder.Write("repo/work/.env", "KEY=1");
        _folder.Write("repo/work/docs/x.md", "x");
        File.CreateSymbolicLink(_folder["repo/work/link.md"], _folder["outside/private.md"]);
        Directory.CreateSymbolicLink(_folder["repo/work/folder"], _folder["outside"]);

        Assert.Equal(["CLAUDE.md", "shared.md"], Read("repo/work", "repo").Select(file => Path.GetFileName(file.Path)));
    }

    [Fact]
    public void AnInstructionFileThatLeadsToASecretIsNotFollowed()
    {
        _folder.Write(".ssh/id_ed25519", "private");
        Directory.CreateDirectory(_folder["repo"]);
        File.CreateSymbolicLink(_folder["repo/CLAUDE.md"], _folder[".ssh/id_ed25519"]);
        _folder.Write("repo/AGENTS.md", "agents");
        File.CreateSymbolicLink(_folder["repo/CLAUDE.local.md"], _folder["repo/AGENTS.md"]);

        Assert.Equal(["agents"], Read("repo", "repo").Select(file => file.Text));
    }

    [Fact]
    public void TextsAreBoundedEachAndTogether()
    {
        var line = new string('x', 99) + "\n";
        var imports = Enumerable.Range(0, 10).Select(i => $"@{i}.md").ToList();
        _folder.Write("repo/CLAUDE.md", string.Join('\n', imports));
        foreach (var i in Enumerable.Range(0, 10))
        {
            _folder.Write($"repo/{i}.md", string.Concat(Enumerable.Repeat(line, 401)));
        }

        var read = Read("repo", "repo");

        Assert.True(read[1].Cut);
        Assert.Equal((InstructionReader.LongestFile / 100 * 100) - 1, read[1].Text.Length); // whole lines, without the last one's end
        Assert.InRange(read.Sum(file => file.Text.Length), InstructionReader.LongestTotal - 200, InstructionReader.LongestTotal);
    }

    [Fact]
    public void WhatIsNotThereYetIsWaitedForWhereItWouldBe()
    {
        Directory.CreateDirectory(_folder["repo/work"]);
        _folder.Write("repo/CLAUDE.md", "@docs/later.md");
        Read("repo/work", "repo");

        Assert.True(_lookedAt.Concerns(_folder["repo/work/.claude/rules/new.md"]));
        Assert.True(_lookedAt.Concerns(_folder["repo/work/.claude"]));
        Assert.True(_lookedAt.Concerns(_folder["repo/docs/later.md"]));
        Assert.False(_lookedAt.Concerns(_folder["repo/work/other.md"]));
        Assert.Equal(
            [_folder["repo"], _folder["repo/work"]],
            _lookedAt.Watched(folder => EditorBook.Contains(_folder["repo"], folder)).Select(watched => watched.Path).Order(StringComparer.Ordinal));
    }

    private IReadOnlyList<WorkspaceText> Read(string folder, string root) =>
        new InstructionReader(new(_folder["user"], _folder["managed"]), _folder["home"]).Read(_folder[folder], _folder[root], _lookedAt);
}
