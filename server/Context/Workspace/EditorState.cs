namespace ClaudeSidecar.Context.Workspace;

/// <summary>What an editor shows of a folder.</summary>
public sealed record EditorState
{
    /// <summary>The file that has the focus; null for none.</summary>
    public ActiveFile? ActiveFile { get; init; }

    /// <summary>Absolute paths of the files that are open, the active one included.</summary>
    public IReadOnlyList<string> OpenEditors { get; init; } = [];

    /// <summary>True when a file of the folder was saved since the last state.</summary>
    public bool Saved { get; init; }
}

/// <summary>The file that has the focus.</summary>
public sealed record ActiveFile
{
    /// <summary>Absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>The editor's name for its language: <c>csharp</c>, <c>typescript</c> …</summary>
    public string? Language { get; init; }

    /// <summary>The line of the cursor, from 1.</summary>
    public int Line { get; init; }

    /// <summary>What is selected; null for nothing.</summary>
    public EditorSelection? Selection { get; init; }

    /// <summary>The first line that can be seen, from 1; null when not told.</summary>
    public int? FirstVisibleLine { get; init; }

    /// <summary>The last line that can be seen.</summary>
    public int? LastVisibleLine { get; init; }
}

/// <summary>A selected piece of the active file.</summary>
public sealed record EditorSelection
{
    /// <summary>Its first line, from 1.</summary>
    public required int StartLine { get; init; }

    /// <summary>Its last line.</summary>
    public required int EndLine { get; init; }

    /// <summary>Its text, at most 8000 characters; what is longer is sent without its end.</summary>
    public required string Text { get; init; }
}
