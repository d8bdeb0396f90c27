namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>What a command writes, as far as its words tell. Where they do not tell, it is taken to write too much: what was known is then forgotten, which does no harm.</summary>
/// <param name="Paths">Files that it names and changes.</param>
/// <param name="Deleted">Of these, those that are gone afterwards.</param>
/// <param name="Any">True: it may change files that it does not name.</param>
/// <param name="Script">True: it brings a script of its own.</param>
internal readonly record struct FileWriters(IReadOnlyList<string> Paths, IReadOnlyList<string> Deleted, bool Any, bool Script)
{
    private static readonly FileWriters None = new([], [], false, false);

    public static FileWriters Of(List<string> words, bool hasHereText)
    {
        if (words.Count == 0)
        {
            return None;
        }

        var program = PathName.Name(words[0]).ToString();
        var names = words.Skip(1).Where(word => !word.StartsWith('-')).ToList();
        return program switch
        {
            "sed" when Has(words, "-i", "--in-place") => Named([.. names.Skip(Has(words, "-e", "--expression") ? 0 : 1)]),
            "perl" or "ruby" when Has(words, "-i", "-pi") => Named(names),
            "rm" or "unlink" or "rmdir" => new(names, names, false, false),
            "mv" => new(names, [.. names.SkipLast(1)], false, false),
            "cp" or "install" or "ln" or "rsync" => Named([.. names.TakeLast(1)]),
            "tee" or "truncate" or "touch" => Named(names),
            "dd" => Named([.. names.Where(name => name.StartsWith("of=", StringComparison.Ordinal)).Select(name => name[3..])]),
            "git" => Git(names, words),
            "patch" or "xargs" => None with { Any = true },
            "find" => None with { Any = Has(words, "-exec", "-delete") },
            "prettier" or "biome" or "eslint" or "stylelint" or "ruff" or "gofmt" or "goimports" or "clang-format" or "swiftformat" or "ktlint" =>
                None with { Any = words.Exists(word => word is "--write" or "-w" or "--fix" or "-i" or "format" or "-F") },
            "black" or "isort" or "rustfmt" or "autopep8" => None with { Any = !Has(words, "--check", "--diff") },
            "cargo" => Package(names, ["add", "remove"], "Cargo.toml", ["fmt", "fix", "update"]),
            "npm" or "pnpm" or "yarn" or "bun" => Package(names, ["install", "i", "add", "remove", "uninstall", "version", "pkg", "update", "up"], "package.json", ["format", "fmt", "fix", "lint:fix"]),
            "go" => Package(names, ["get", "mod"], "go.mod", ["fmt", "generate"]),
            "dotnet" => None with { Any = names is ["format" or "add" or "remove" or "sln" or "new", ..] },
            "python" or "python3" or "node" or "ruby" or "perl" or "php" or "deno" or "awk" or "bash" or "sh" =>
                None with { Script = hasHereText || Has(words, "-c", "-e") || Has(words, "-", "-pe") || program == "awk" },
            _ => None,
        };
    }

    private static FileWriters Named(IReadOnlyList<string> paths) => None with { Paths = paths };

    private static bool Has(List<string> words, string one, string other) =>
        words.Exists(word => word == one || word == other || (one.Length == 2 && word.StartsWith(one, StringComparison.Ordinal) && one == "-i") || word.StartsWith(other + "=", StringComparison.Ordinal));

    private static FileWriters Git(List<string> names, List<string> words)
    {
        var paths = words.Contains("--") ? [.. words.SkipWhile(word => word != "--").Skip(1)] : names.Skip(1).ToList();
        return names.FirstOrDefault() switch
        {
            "rm" => new(paths, paths, false, false),
            "mv" => new(paths, [.. paths.SkipLast(1)], false, false),
            "checkout" or "restore" when words.Contains("--") => Named(paths),
            "restore" => Named(paths),
            "stash" when names is [_, "list" or "show", ..] => None,
            "checkout" or "switch" or "stash" or "reset" or "apply" or "am" or "clean" or "revert" or "merge" or "pull" or "rebase" or "cherry-pick" => None with { Any = true },
            _ => None,
        };
    }

    private static FileWriters Package(List<string> names, string[] verbs, string file, string[] all) =>
        names.Exists(all.Contains) ? None with { Any = true } : names.Count > 0 && verbs.Contains(names[0]) ? Named([file]) : None;
}
