using ClaudeSidecar.Settings.ClaudeSettings;

namespace ClaudeSidecar.Context.Workspace;

/// <summary>
/// Reads the instructions of a folder as Claude Code does. Seen of 2.1.197, and in part of 2.1.329: the user's own first, then every folder from the file
/// system's root inwards; in each, <c>CLAUDE.md</c>, <c>.claude/CLAUDE.md</c>, <c>.claude/rules/**/*.md</c> and <c>CLAUDE.local.md</c>, each
/// followed by what it imports, four imports deep; no file twice; rules that are bound to <c>paths</c> not at the start.
/// </summary>
/// <param name="claude">Where the user's own lie, and those of an administrator, which come before all others.</param>
/// <param name="home">What <c>~</c> stands for.</param>
internal sealed class InstructionReader(ClaudeFolders claude, string home)
{
    /// <summary>Characters of one file; Claude Code warns of longer ones.</summary>
    public const int LongestFile = 40_000;

    /// <summary>Characters of all.</summary>
    public const int LongestTotal = 160_000;

    private const int MostFiles = 64;
    private const int DeepestImport = 4;

    /// <summary>The instructions in their order.</summary>
    /// <param name="folder">Absolute path.</param>
    /// <param name="root">The root of its work tree; null where there is none.</param>
    /// <param name="lookedAt">Takes what they depend on.</param>
    public IReadOnlyList<WorkspaceText> Read(string folder, string? root, LookedAt lookedAt)
    {
        // Claude Code asks the user before it imports from elsewhere; nobody can be asked here, so nothing from elsewhere is taken.
        var own = new[] { root ?? folder, claude.User }.Select(BoundedText.RealPath).ToList();
        var reading = new Reading(home, own, lookedAt);
        foreach (var place in (string[])[claude.Managed, claude.User])
        {
            reading.Take(Path.Combine(place, "CLAUDE.md"));
            reading.TakeRules(Path.Combine(place, "rules"));
        }

        foreach (var around in Around(folder))
        {
            reading.Take(Path.Combine(around, "CLAUDE.md"));
            reading.Take(Path.Combine(around, ".claude", "CLAUDE.md"));
            reading.TakeRules(Path.Combine(around, ".claude", "rules"));
            reading.Take(Path.Combine(around, "CLAUDE.local.md"));
        }

        return reading.Texts;
    }

    private static Stack<string> Around(string folder)
    {
        var folders = new Stack<string>();
        for (var around = folder; around is not null; around = Path.GetDirectoryName(around))
        {
            folders.Push(around);
        }

        return folders;
    }

    private sealed class Reading(string home, IReadOnlyList<string> own, LookedAt lookedAt)
    {
        private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
        private readonly List<WorkspaceText> _texts = [];
        private int _room = LongestTotal;

        public IReadOnlyList<WorkspaceText> Texts => _texts;

        public void TakeRules(string folder)
        {
            lookedAt.Folder(folder);
            if (Directory.Exists(folder))
            {
                var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4 }; // inaccessible ones are passed over
                foreach (var path in Directory.EnumerateFiles(folder, "*.md", options).Take(MostFiles).Order(StringComparer.Ordinal))
                {
                    Take(path, isRule: true);
                }
            }
        }

        public void Take(string path, bool isRule = false, int depth = 0)
        {
            lookedAt.File(path);
            if (_room <= 0 || _texts.Count >= MostFiles || !_taken.Add(BoundedText.RealPath(path)) || BoundedText.Read(path, Math.Min(LongestFile, _room)) is not { } file)
            {
                return;
            }

            if (isRule && IsBoundToPaths(file.Text))
            {
                return;
            }

            var (text, imports) = InstructionImports.Of(file.Text);
            if (text.Length > 0)
            {
                _texts.Add(file with { Text = text });
                _room -= text.Length;
            }

            foreach (var import in depth < DeepestImport ? imports : [])
            {
                if (Target(path, import) is { } target)
                {
                    Take(target, depth: depth + 1);
                }
            }
        }

        private static bool IsBoundToPaths(string text) =>
            text.StartsWith("---\n", StringComparison.Ordinal)
            && text.IndexOf("\n---", 3, StringComparison.Ordinal) is > 0 and var end
            && text[..end].Contains("\npaths:", StringComparison.Ordinal);

        private string? Target(string from, string import)
        {
            try
            {
                var path = import.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(home, import[2..]) : Path.Combine(Path.GetDirectoryName(from)!, import);
                path = Path.GetFullPath(path);
                return own.Any(folder => EditorBook.Contains(folder, BoundedText.RealPath(path))) ? path : null;
            }
            catch (ArgumentException)
            {
                return null; // no path at all
            }
        }
    }
}
