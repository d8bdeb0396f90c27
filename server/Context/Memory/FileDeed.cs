namespace ClaudeSidecar.Context.Memory;

/// <summary>What was done with a file, in the order of what matters most.</summary>
public enum FileDeed
{
    /// <summary>It was read.</summary>
    Read,

    /// <summary>Something outside of the session changed it: the user, or a formatter.</summary>
    ChangedOutside,

    /// <summary>A command changed it.</summary>
    ChangedByCommand,

    /// <summary>A part of it was replaced.</summary>
    Edited,

    /// <summary>It was written whole.</summary>
    Written,

    /// <summary>It was made.</summary>
    Created,

    /// <summary>It was deleted or moved away.</summary>
    Deleted,
}
