namespace ClaudeSidecar.Settings;

/// <summary>What a value of <c>sidecar.json</c> may be.</summary>
public enum OptionKind
{
    /// <summary>An object of further options.</summary>
    Section,

    /// <summary>A list of objects.</summary>
    List,

    /// <summary>Free text.</summary>
    Text,

    /// <summary>One of a few words.</summary>
    Word,

    /// <summary>An http or https address.</summary>
    Address,

    /// <summary>True or false.</summary>
    Switch,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A share, 0 … 1.</summary>
    Share,

    /// <summary>A list of shares.</summary>
    Shares,

    /// <summary>A time span, <c>hh:mm:ss</c>.</summary>
    Duration,

    /// <summary>A list of a few words.</summary>
    Words,

    /// <summary>A schedule as cron writes it, or <c>off</c>.</summary>
    Schedule,
}
