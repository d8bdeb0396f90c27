namespace ClaudeSidecar.Execution.Prewarm;

/// <summary>What the machine runs on.</summary>
public enum PowerState
{
    /// <summary>Nobody knows: a machine without a battery, as a rule.</summary>
    Unknown,

    /// <summary>The mains.</summary>
    Mains,

    /// <summary>Its battery.</summary>
    Battery,
}
