namespace ClaudeSidecar.Context.Memory;

/// <summary>
/// What a session is about, as its messages tell it: deterministic, without any model, in English and in Chinese. It holds excerpts of the
/// conversation, so it is as private as that. All lists are bounded; the oldest entries are first.
/// </summary>
public sealed record SessionMemory
{
    /// <summary>Of a session that has said nothing yet.</summary>
    public static SessionMemory Empty { get; } = new();

    /// <summary>How many messages it was made of.</summary>
    public int Messages { get; init; }

    /// <summary>The task: the user's first words, or what a summary of them says after a compaction; null: none was given.</summary>
    public string? Task { get; init; }

    /// <summary>What was pending and being done when the conversation was last compacted; null: it was not.</summary>
    public string? StateAtSummary { get; init; }

    /// <summary>What the user asked for after that.</summary>
    public IReadOnlyList<Wish> Wishes { get; init; } = [];

    /// <summary>What is to be done, in the order of the list.</summary>
    public IReadOnlyList<Todo> Todos { get; init; } = [];

    /// <summary>What was settled. More than a brief shows, so that a weightier one can still take a place.</summary>
    public IReadOnlyList<Decision> Decisions { get; init; } = [];

    /// <summary>Files, the one touched last at the end.</summary>
    public IReadOnlyList<FileMemory> Files { get; init; } = [];

    /// <summary>The last commands.</summary>
    public IReadOnlyList<CommandRun> Commands { get; init; } = [];

    /// <summary>What went wrong and has not gone well since.</summary>
    public IReadOnlyList<OpenError> Errors { get; init; } = [];

    /// <summary>True: the user stopped the model, and has said nothing since.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>True when there is nothing to tell.</summary>
    public bool IsEmpty => Task is null && StateAtSummary is null && Wishes.Count + Todos.Count + Decisions.Count + Files.Count + Commands.Count + Errors.Count == 0;

    /// <summary>The memory of a conversation, or of the beginning of one.</summary>
    /// <param name="facts">Of its messages, in order.</param>
    public static SessionMemory Of(IEnumerable<MessageFacts> facts) => Empty.Then(facts);

    /// <summary>The memory after more messages. <c>Of(a).Then(b)</c> is <c>Of(a and b)</c>, so a memory can go on where it was kept.</summary>
    /// <param name="facts">Of the messages that follow, in order.</param>
    public SessionMemory Then(IEnumerable<MessageFacts> facts)
    {
        var fold = new MemoryFold(this);
        foreach (var message in facts)
        {
            fold.Add(message);
        }

        return fold.ToMemory();
    }
}
