namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>What a tool is to the memory.</summary>
internal enum CallKind
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary><c>Read</c>.</summary>
    Read,

    /// <summary><c>Write</c>.</summary>
    Write,

    /// <summary><c>Edit</c>, <c>MultiEdit</c>, <c>NotebookEdit</c>.</summary>
    Edit,

    /// <summary><c>Bash</c>.</summary>
    Command,

    /// <summary><c>TodoWrite</c>.</summary>
    Todos,

    /// <summary><c>TaskCreate</c>.</summary>
    TaskCreate,

    /// <summary><c>TaskUpdate</c>.</summary>
    TaskUpdate,

    /// <summary><c>TaskList</c>.</summary>
    TaskList,

    /// <summary><c>ExitPlanMode</c>.</summary>
    Plan,

    /// <summary><c>AskUserQuestion</c>.</summary>
    Question,

    /// <summary><c>Agent</c>, once <c>Task</c>: a sub-agent, whose deeds are not seen.</summary>
    Agent,
}
