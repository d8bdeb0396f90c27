using System.Diagnostics;
using ClaudeSidecar.Context.Git;

namespace ClaudeSidecar.Benchmarks;

/// <summary>
/// What it costs to know a work tree, beside <c>git status</c> on the same one, and beside the three commands that tell as much:
/// <c>git status</c>, <c>git diff HEAD</c> and <c>git log</c>. Every round asks each once, in fresh random order.
/// </summary>
internal static class GitRun
{
    private static readonly int[] Sizes = [300, 1_000, 3_000, 10_000, 100_000];

    public static void Run(int rounds, IReadOnlyList<int> sizes)
    {
        var folder = Directory.CreateTempSubdirectory("sidecar-git-").FullName;
        try
        {
            Console.WriteLine("| files | `git status` | with diff and log | all of it, first | ÷ status | ÷ all three | all of it, again | ÷ status | status by libgit2 alone | ÷ |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
            foreach (var size in sizes.Count > 0 ? sizes : Sizes)
            {
                var root = Path.Combine(folder, $"{size}");
                Generate(root, size);
                Compare(root, size, rounds);
                Directory.Delete(root, recursive: true);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Folders of fifty files, in packages of a thousand; a history; two dozen changed files of every kind, as in the middle of work.
    private static void Generate(string root, int size)
    {
        Directory.CreateDirectory(root);
        Git(root, "init", "-q", "-b", "main");
        Git(root, "config", "gc.auto", "0"); // nothing is to run beside
        for (var i = 0; i < size; i++)
        {
            Write(root, i, $"// file {i}\n{string.Concat(Enumerable.Range(0, 30).Select(line => $"export const value{line} = {i + line};\n"))}");
        }

        Git(root, "add", "-A");
        for (var i = 0; i < 12; i++)
        {
            Git(root, "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "commit", "-q", "--allow-empty", "-m", $"commit {i}");
        }

        Git(root, "repack", "-adq");
        for (var i = 0; i < 12; i++)
        {
            Write(root, i * size / 12, $"// another\n{string.Concat(Enumerable.Range(0, 30).Select(line => $"export const value{line} = {i + line};\n"))}");
            if (i % 3 == 0)
            {
                Git(root, "add", "-u", Folder(i * size / 12));
            }

            File.WriteAllText(Path.Combine(root, $"new{i}.ts"), "export {};\n");
        }
    }

    private static string Folder(int file) => Path.Combine("packages", $"package{file / 1000}", $"module{file / 50 % 20}");

    private static void Write(string root, int file, string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, Folder(file))).FullName;
        File.WriteAllText(Path.Combine(folder, $"component-{file}.ts"), text);
    }

    private static void Compare(string root, int size, int rounds)
    {
        IGitReader library = new LibGit2GitReader();
        var reader = new GitSummaryReader(library, new());
        var known = reader.Read(root, null);
        (string Name, Action Do)[] ways =
        [
            ("git", () => Git(root, "status")),
            ("three", () => Three(root)),
            ("first", () => reader.Read(root, null)),
            ("again", () => known = reader.Read(root, known)),
            ("libgit2", () => Alone(library, root)),
        ];
        var times = ways.ToDictionary(way => way.Name, _ => new List<double>());
        for (var round = -2; round < rounds; round++)
        {
            Random.Shared.Shuffle(ways);
            foreach (var (name, act) in ways)
            {
                var begun = Stopwatch.GetTimestamp();
                act();
                if (round >= 0) // the first two are warm-up
                {
                    times[name].Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                }
            }
        }

        // Differences of machine and hour hit all ways of one round alike: the ratio is the median of the rounds' ratios.
        string Ratio(string name, string beside = "git") => $"**{Median(times[name].Zip(times[beside], (one, git) => one / git)):F2}**";
        string Time(string name) => $"{Median(times[name]):F1} ms";
        Console.WriteLine($"| {size} | {Time("git")} | {Time("three")} | {Time("first")} | {Ratio("first")} | {Ratio("first", "three")} | {Time("again")} | {Ratio("again")} | {Time("libgit2")} | {Ratio("libgit2")} |");
    }

    private static void Three(string root)
    {
        Git(root, "status");
        Git(root, "diff", "HEAD");
        Git(root, "log", "-n", "10");
    }

    private static void Alone(IGitReader library, string root)
    {
        using var tree = library.Open(root)!;
        tree.Status();
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static void Git(string root, params string[] words)
    {
        using var git = Process.Start(new ProcessStartInfo("git", words) { WorkingDirectory = root, RedirectStandardOutput = true })!;
        git.StandardOutput.ReadToEnd();
        git.WaitForExit();
    }
}
