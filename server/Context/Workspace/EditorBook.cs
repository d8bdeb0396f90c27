namespace ClaudeSidecar.Context.Workspace;

/// <summary>What each editor has told last, for each of its folders.</summary>
public sealed class EditorBook
{
    private const int MostEditors = 100;
    private const int LongestSelection = 8000;

    private static readonly StringComparison Paths = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private readonly Lock _lock = new();
    private readonly List<(object Editor, string Folder, EditorState State)> _states = []; // the latest at the end

    /// <summary>An editor tells what it shows.</summary>
    /// <param name="editor">Which one: the same object each time.</param>
    /// <param name="folder">Absolute path of the folder.</param>
    /// <param name="state">Taken over within bounds, and without what looks secret.</param>
    public void Note(object editor, string folder, EditorState state)
    {
        folder = Key(folder);
        lock (_lock)
        {
            _states.RemoveAll(known => known.Editor == editor && known.Folder.Equals(folder, Paths));
            _states.Add((editor, folder, Bounded(state)));
        }
    }

    /// <summary>An editor has gone.</summary>
    public void Forget(object editor)
    {
        lock (_lock)
        {
            _states.RemoveAll(known => known.Editor == editor);
        }
    }

    /// <summary>The latest state for a folder: told of it, or of the nearest folder around it; null when there is none.</summary>
    public EditorState? Of(string folder)
    {
        folder = Key(folder);
        lock (_lock)
        {
            // OrderBy is stable, so that of two editors the one that told last comes last.
            return _states.Where(known => Contains(known.Folder, folder)).OrderBy(known => known.Folder.Length).LastOrDefault().State;
        }
    }

    /// <summary>True when a path lies in a folder, or is it.</summary>
    internal static bool Contains(string folder, string path) =>
        path.StartsWith(folder, Paths) && (path.Length == folder.Length || folder.EndsWith(Path.DirectorySeparatorChar) || path[folder.Length] == Path.DirectorySeparatorChar);

    /// <summary>The form in which folders are compared.</summary>
    internal static string Key(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private static EditorState Bounded(EditorState state) => state with
    {
        ActiveFile = state.ActiveFile is { } active && !SecretFiles.Covers(active.Path) ? active with { Selection = Bounded(active.Selection) } : null,
        OpenEditors = [.. state.OpenEditors.Where(path => !SecretFiles.Covers(path)).Distinct(StringComparer.Ordinal).Take(MostEditors)],
    };

    private static EditorSelection? Bounded(EditorSelection? selection) =>
        selection is { Text.Length: > LongestSelection } ? selection with { Text = selection.Text[..LongestSelection] } : selection;
}
