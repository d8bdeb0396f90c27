namespace ClaudeSidecar.Storage;

/// <summary>Who serves now, as <c>instance.json</c> tells it.</summary>
public sealed record Instance
{
    /// <summary>Its process id.</summary>
    public required int Pid { get; init; }

    /// <summary>Its TCP port on 127.0.0.1.</summary>
    public required int Port { get; init; }

    /// <summary>Its JSON-RPC socket; a pipe name on Windows.</summary>
    public required string Socket { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary><c>http://127.0.0.1:PORT</c>.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>When it was ready.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Its <see cref="ProcessIdentity"/>: a process with the same id but another identity is a stranger.</summary>
    public string? ProcessStart { get; init; }

    /// <summary>True while that very process lives.</summary>
    public bool IsAlive() => ProcessIdentity.Of(Pid) is { } identity && (ProcessStart is null || ProcessStart == identity);
}
