namespace ClaudeSidecar.Control;

/// <summary>Which process this is.</summary>
/// <param name="Version">The sidecar's version.</param>
/// <param name="Pid">Its process id.</param>
/// <param name="BaseUrl">Where it listens: <c>http://127.0.0.1:47600</c>.</param>
/// <param name="StartedAt">When it started.</param>
public sealed record SidecarIdentity(string Version, int Pid, string BaseUrl, DateTimeOffset StartedAt);
