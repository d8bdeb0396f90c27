namespace ClaudeSidecar.Control;

/// <summary>The context that another model would get of a session now, or got last: <c>handoff</c>, <c>GET /v1/handoff</c> and the RPC.</summary>
public sealed record HandoffReport
{
    /// <summary>Claude Code's session id.</summary>
    public required string Session { get; init; }

    /// <summary>Who is asked.</summary>
    public required string Provider { get; init; }

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>Its window in tokens; null where it is not known, and nothing is cut.</summary>
    public int? Window { get; init; }

    /// <summary>True while it is only what the model would be given.</summary>
    public required bool Ahead { get; init; }

    /// <summary>When it was put together.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Tokens of the client's request, as the model would count them.</summary>
    public required int Before { get; init; }

    /// <summary>Tokens of what the model gets.</summary>
    public required int Tokens { get; init; }

    /// <summary>False where even the least that must stay does not fit.</summary>
    public required bool Fits { get; init; }

    /// <summary>The parts in their order.</summary>
    public required IReadOnlyList<HandoffPart> Parts { get; init; }

    /// <summary>What is remembered of the session, whether or not the model is told.</summary>
    public required string Memory { get; init; }

    /// <summary>The context itself, as people read it; it is content of the conversation.</summary>
    public required string Text { get; init; }
}

/// <summary>One part of it.</summary>
public sealed record HandoffPart
{
    /// <summary><c>system</c>, <c>tools</c>, <c>instructions</c>, <c>workspace</c>, <c>brief</c>, <c>older-turns</c>, <c>current-turn</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The same for people, in English.</summary>
    public required string Title { get; init; }

    /// <summary>The same in Chinese.</summary>
    public required string TitleZh { get; init; }

    /// <summary>Its tokens.</summary>
    public required int Tokens { get; init; }

    /// <summary>Its tokens in the client's request.</summary>
    public required int Before { get; init; }

    /// <summary>What was left out and why, in English; null for nothing.</summary>
    public string? LeftOut { get; init; }

    /// <summary>The same in Chinese.</summary>
    public string? LeftOutZh { get; init; }
}

/// <summary>How much of a session another model gets.</summary>
public sealed record ContextStatus
{
    /// <summary>Who is asked.</summary>
    public required string Provider { get; init; }

    /// <summary>Tokens of the client's request, as the model would count them.</summary>
    public required int Before { get; init; }

    /// <summary>Tokens of what the model gets.</summary>
    public required int Tokens { get; init; }

    /// <summary>The model's window; null where it is not known.</summary>
    public int? Window { get; init; }

    /// <summary>True while it is only what the model would be given.</summary>
    public required bool Ahead { get; init; }

    /// <summary>Both numbers as people read them, in English: <c>118k → 41k tokens</c>.</summary>
    public required string Text { get; init; }

    /// <summary>The same in Chinese.</summary>
    public required string TextZh { get; init; }
}
