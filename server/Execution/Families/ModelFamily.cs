namespace ClaudeSidecar.Execution.Families;

/// <summary>What models of one family have in common: how they are asked, and how they write calls and reasoning (local-servers 4).</summary>
public sealed record ModelFamily
{
    /// <summary>A model of which nothing is known, and nothing of our own said to it.</summary>
    public static readonly ModelFamily Unknown = new() { Name = "unknown" };

    /// <summary>Its name: <c>qwen3-coder</c>, <c>gpt-oss</c> …</summary>
    public required string Name { get; init; }

    /// <summary>Which model ids belong to it; see <see cref="IdPattern"/>. None: only what fits no other.</summary>
    public IReadOnlyList<string> Matches { get; init; } = [];

    /// <summary>What its makers advise; asked for only where the client asks for nothing.</summary>
    public Sampling Sampling { get; init; } = Sampling.None;

    /// <summary>The same while it thinks; null = no different.</summary>
    public Sampling? ThinkingSampling { get; init; }

    /// <summary>How its reasoning is switched.</summary>
    public ThinkingRule Thinking { get; init; } = new();

    /// <summary>What ids of calls must look like in its history.</summary>
    public CallIdRule CallIds { get; init; }

    /// <summary>True: its template renders only the first call of a message, so that parallel calls are told one after the other.</summary>
    public bool OneCallPerMessage { get; init; }

    /// <summary>True: after a result it must speak before the user does.</summary>
    public bool StrictAlternation { get; init; }

    /// <summary>True: its template knows no system message; the text begins the user's first.</summary>
    public bool NoSystemRole { get; init; }

    /// <summary>True: it is given its own reasoning back beside its earlier calls, and gets worse without.</summary>
    public bool ReasoningBack { get; init; }

    /// <summary>What its template refuses to find in an assistant's text.</summary>
    public IReadOnlyList<string> RefusedText { get; init; } = [];

    /// <summary>What is said to every model that is given tools: safety, and how to work with tools.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>What is said to this family besides.</summary>
    public string Hints { get; init; } = "";

    /// <summary>How a system message in the middle of a conversation begins, where it is folded into what stands beside it.</summary>
    public string NoteOpening { get; init; } = "<system-reminder>";

    /// <summary>How it ends.</summary>
    public string NoteEnding { get; init; } = "</system-reminder>";

    /// <summary>The most characters of a tool's description that it is given; null = all. Small models lose the thread in long ones.</summary>
    public int? LongestDescription { get; init; }

    /// <summary>True: its prompt opens the reasoning itself, so that an answer may hold only the end of it.</summary>
    public bool OpensThinking { get; init; }

    /// <summary>Marks of its template that are no text of an answer, besides those that are none for any model. Each begins with <c>&lt;</c> or <c>[</c>.</summary>
    public IReadOnlyList<string> ControlTokens { get; init; } = [];
}
