namespace ClaudeSidecar.Context.Memory;

/// <summary>How far something is.</summary>
public enum TodoState
{
    /// <summary>Not begun.</summary>
    Pending,

    /// <summary>Being done.</summary>
    InProgress,

    /// <summary>Done.</summary>
    Completed,
}
