namespace ClaudeSidecar.Cli;

/// <summary>What the process returns (design 3).</summary>
public static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>It failed; one sentence on stderr says why and what to do.</summary>
    public const int Failed = 1;

    /// <summary>The words of the command line are wrong.</summary>
    public const int WrongUsage = 2;
}
