namespace ClaudeSidecar.Simulation.Local.Cache;

/// <summary>A place where one request runs, and the prompt whose state is still there when it has ended.</summary>
internal sealed class CacheSlot
{
    /// <summary>The prompt, as far as it was read; empty for none.</summary>
    public string Kept { get; set; } = "";

    /// <summary>Whether a request runs in it.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Which of all requests used it last.</summary>
    public long LastUse { get; set; }
}
