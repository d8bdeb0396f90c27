namespace ClaudeSidecar.Context.Git;

/// <summary>How a file differs from the last commit.</summary>
public enum GitChangeState
{
    /// <summary>Its merge is open.</summary>
    Conflicted,

    /// <summary>Its content, its type or its mode is another.</summary>
    Modified,

    /// <summary>It is new, and git knows it.</summary>
    Added,

    /// <summary>It had another path.</summary>
    Renamed,

    /// <summary>It is gone.</summary>
    Deleted,

    /// <summary>Git does not know it; a folder's path ends with a slash.</summary>
    Untracked,
}
