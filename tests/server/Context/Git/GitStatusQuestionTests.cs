using System.Globalization;
using ClaudeSidecar.Context.Git;

namespace ClaudeSidecar.Tests.Context.Git;

public sealed class GitStatusQuestionTests : IDisposable
{
    private readonly GitFolder _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void TwoGitsSayWhatOneSays()
    {
        foreach (var name in (string[])["changed", "staged", "moved", "deleted", "kept/by", "kept/stays", "both"])
        {
            _repository.Write(name, $"{name}\n");
        }

        _repository.Write(".gitignore", "*.log\nbuild/\n!kept.log\n");
        _repository.Commit("first");
        _repository.Git("switch", "-q", "-c", "other");
        _repository.Write("both", "theirs\n");
        _repository.Commit("other");
        _repository.Git("switch", "-q", "main");
        _repository.Write("both", "ours\n");
        _repository.Commit("main");
        GitFolder.GitIn(_repository.Root, mayFail: true, "merge", "-q", "other");

        _repository.Write("changed", "otherwise\n");
        _repository.Write("staged", "otherwise\n");
        _repository.Write("added", "new\n");
        _repository.Git("add", "staged", "added");
        _repository.Git("mv", "moved", "there");
        _repository.Git("rm", "-q", "--cached", "kept/by"); // deleted and untracked
        File.Delete(Path.Combine(_repository.Root, "deleted"));

        foreach (var name in (string[])
            ["new", "new folder/a", "new folder/deep/b", "kept/new", "debug.log", "logs/only.log", "logs2/kept.log", "build/x", "excluded", "inner/.gitignore", "inner/seen", "inner/unseen", "ünï — 文件", "tab\tand \"quotes\"", "line\nbreak", "-dash"])
        {
            _repository.Write(name, name == "inner/.gitignore" ? "unseen\n" : "x\n");
        }

        File.AppendAllText(Path.Combine(_repository.Root, ".git", "info", "exclude"), "/excluded\n");
        Directory.CreateDirectory(Path.Combine(_repository.Root, "empty", "emptier"));
        GitFolder.GitIn(_repository.Root, mayFail: false, "init", "-q", "nested");
        _repository.Write("nested/file", "x\n");

        var place = new GitPlace(_repository.Root, Path.Combine(_repository.Root, ".git"), Path.Combine(_repository.Root, ".git"));
        var one = Told(GitStatusQuestion.Ask(place.Root));

        Assert.Equal(one, Told(GitStatusQuestion.AskInParallel(place.Root)));
        Assert.Equal(
            ["-dash", "inner/", "kept/by", "kept/new", "line\nbreak", "logs2/", "nested/", "new", "new folder/", "tab\tand \"quotes\"", "ünï — 文件"],
            one.Where(line => line.StartsWith("Untracked ", StringComparison.Ordinal)).Select(line => line["Untracked ".Length..]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AGitThatFailsGivesNoAnswer()
    {
        var nowhere = Directory.CreateDirectory(_repository["plain"]).FullName;
        using var question = GitStatusQuestion.AskInParallel(nowhere);
        Assert.Throws<GitException>(question.Status);
        Assert.Throws<GitException>(question.Untracked);
    }

    private static List<string> Told(GitStatusQuestion question)
    {
        using (question)
        {
            var status = question.Status();
            return
            [
                string.Create(CultureInfo.InvariantCulture, $"{status.Branch} {status.Commit} {status.Upstream} {status.Ahead} {status.Behind}"),
                .. status.Changes.Concat(question.Untracked()).Select(change => $"{change.State} {change.Path}{(change.OldPath is null ? "" : $" from {change.OldPath}")}{(change.Staged ? " staged" : "")}").Order(StringComparer.Ordinal),
            ];
        }
    }
}
