namespace ClaudeSidecar.Simulation.Hosting;

/// <summary>What a simulator received and how it answered. The one mutable record: its second half is known later.</summary>
internal sealed class ReceivedRequest
{
    /// <summary>Its number among all requests, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query as they were sent.</summary>
    public required string Path { get; init; }

    /// <summary>Header names as they were sent, with their values unmasked: only the control plane masks.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The body's bytes.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>The number among the main requests, from 1; null for any other.</summary>
    public int? MainNumber { get; set; }

    /// <summary>The answer's status; 0 while there is none, or where the connection was cut before it.</summary>
    public int Status { get; set; }

    /// <summary>Why it was refused, in the error's words; null where it was not.</summary>
    public string? Refusal { get; set; }

    /// <summary>The name of the fault or irregularity that was played; null for none.</summary>
    public string? Incident { get; set; }

    /// <summary>Which play, from 0; null for none.</summary>
    public int? Play { get; set; }

    /// <summary>Which step of the play, from 0; null where no answer was made.</summary>
    public int? Step { get; set; }

    /// <summary>Tokens of the prompt; null where it was not read.</summary>
    public int? Prompt { get; set; }

    /// <summary>Tokens of the prompt that a local server still had; null where it keeps nothing.</summary>
    public int? Cached { get; set; }

    /// <summary>True once the client hung up before the answer's end.</summary>
    public bool ClientLeft { get; set; }

    /// <summary>The value of a header; null where it was not sent.</summary>
    public string? Header(string name) =>
        Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault();
}
