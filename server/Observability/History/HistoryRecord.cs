using System.Text.Json.Serialization;

namespace ClaudeSidecar.Observability.History;

/// <summary>One line of the history. No content, no credential: words of ours, numbers, and hashes.</summary>
public abstract record HistoryRecord
{
    /// <summary>The form that this program writes. A reader leaves lines of a later one alone.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The form of the line.</summary>
    [JsonPropertyOrder(-3)]
    [JsonPropertyName("v")]
    public int Version { get; init; } = CurrentVersion;

    /// <summary>When.</summary>
    [JsonPropertyOrder(-2)]
    public required DateTimeOffset At { get; init; }
}

/// <summary>A record that belongs to a session.</summary>
public abstract record SessionRecord : HistoryRecord
{
    /// <summary>The session; a hash of its id in the files. Null when the request named none.</summary>
    [JsonPropertyOrder(-1)]
    public string? Session { get; init; }

    /// <summary>The agent of the session that asked; a hash of its id in the files. Null for the conversation itself.</summary>
    [JsonPropertyOrder(-1)]
    public string? Agent { get; init; }

    /// <summary>Session and agent in one.</summary>
    [JsonIgnore]
    public string? Key => Session is null ? null : Agent is null ? Session : $"{Session}/{Agent}";
}
