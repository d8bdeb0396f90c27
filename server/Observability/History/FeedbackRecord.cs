using System.Text.Json.Serialization;

namespace ClaudeSidecar.Observability.History;

/// <summary>What the user said of a switch. No words: a thumb.</summary>
public sealed record FeedbackRecord : SessionRecord
{
    /// <summary>True for a thumb up.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required bool Good { get; init; }

    /// <summary>The switch that is meant; null when there was none yet.</summary>
    public string? Switch { get; init; }

    /// <summary>Why that switch was made, in the words of <c>x-sidecar-reason</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Who answered after it.</summary>
    public string? To { get; init; }
}
