using ClaudeSidecar.Context.Memory.Facts;

namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>What is kept of a call until its result comes: small, whatever its input holds.</summary>
internal sealed record Call(CallKind Kind, string Tool)
{
    /// <summary>What it is done to, in words: a path, a command, a pattern.</summary>
    public string Target { get; init; } = "";

    /// <summary>Read: true when it asks for a part only. Agent: true when it only reads.</summary>
    public bool IsPart { get; init; }

    /// <summary>Write: what the file holds afterwards.</summary>
    public TextVersion? Version { get; init; }

    /// <summary>Bash: what the command is and what it writes.</summary>
    public ShellReading? Shell { get; init; }

    /// <summary>TodoWrite: the list.</summary>
    public IReadOnlyList<Todo>? Todos { get; init; }

    /// <summary>TaskCreate, TaskUpdate: the change.</summary>
    public TodoChanged? Task { get; init; }

    /// <summary>ExitPlanMode: the plan.</summary>
    public string? Plan { get; init; }
}
