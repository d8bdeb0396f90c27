namespace ClaudeSidecar.Control;

/// <summary>What the history tells: how sessions fare before and after they are moved, and what it suggests.</summary>
public sealed record HistoryStatus
{
    /// <summary>Switches away from Claude that are over.</summary>
    public required int Switches { get; init; }

    /// <summary>How those sessions fared in their last two hours before.</summary>
    public required SuccessStatus Before { get; init; }

    /// <summary>How they fared afterwards.</summary>
    public required SuccessStatus After { get; init; }

    /// <summary>Switches that the user called good.</summary>
    public required int Liked { get; init; }

    /// <summary>Switches that the user called bad.</summary>
    public required int Disliked { get; init; }

    /// <summary>True when what is suggested is in force (<c>handover.learn</c>).</summary>
    public required bool Learn { get; init; }

    /// <summary>Other values for options.</summary>
    public required IReadOnlyList<SuggestionStatus> Suggestions { get; init; }

    /// <summary>What is known, or what is lacking, as a sentence in English.</summary>
    public required string Text { get; init; }

    /// <summary>The same in Chinese.</summary>
    public required string TextZh { get; init; }

    /// <summary>Lines of the history that could not be read: torn, foreign, or of a later version.</summary>
    public int Unread { get; init; }
}

/// <summary>How sessions fared at one side of their switches.</summary>
public sealed record SuccessStatus
{
    /// <summary>Requests of conversations and agents.</summary>
    public required int Requests { get; init; }

    /// <summary>Turns that began there, or were taken over.</summary>
    public required int Turns { get; init; }

    /// <summary>The share of these that came to their end, 0 … 1; null without any.</summary>
    public double? Finished { get; init; }

    /// <summary>The share of requests that failed, 0 … 1; null without any.</summary>
    public double? Failed { get; init; }

    /// <summary>The share of tools' results that tell of an error, 0 … 1; null without any.</summary>
    public double? ToolErrors { get; init; }
}

/// <summary>Another value for one option.</summary>
public sealed record SuggestionStatus
{
    /// <summary>Its path: <c>handover.switchBelow</c>.</summary>
    public required string Option { get; init; }

    /// <summary>What the user set.</summary>
    public required string Now { get; init; }

    /// <summary>What is suggested.</summary>
    public required string Value { get; init; }

    /// <summary>True when it is in force.</summary>
    public required bool Applied { get; init; }

    /// <summary>Why, in English.</summary>
    public required string Text { get; init; }

    /// <summary>Why, in Chinese.</summary>
    public required string TextZh { get; init; }
}
