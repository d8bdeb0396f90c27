using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Decision;

/// <summary>All that is known of one try before anything of it reaches the client.</summary>
public sealed record TryOutcome
{
    /// <summary>HTTP status; 0 when none came.</summary>
    public required int Status { get; init; }

    /// <summary>The answer's headers.</summary>
    public required IHeaderDictionary Headers { get; init; }

    /// <summary>The body as far as it was read, decoded; only that of a refusal, or of a stream that begins with an error, is looked at.</summary>
    public string Body { get; init; } = "";

    /// <summary>What the connection did, or what the backend itself understood of a refusal; <see cref="FailureKind.None"/> when it brought an answer.</summary>
    public FailureKind Transport { get; init; }

    /// <summary>What is wrong with the body of a 200: an error as its first event, nothing, another kind of text.</summary>
    public FailureKind Inside { get; init; }

    /// <summary>True when the client gave it up: whatever followed from that is nobody's fault (edge case 31).</summary>
    public bool ClientGone { get; init; }
}
