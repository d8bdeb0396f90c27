namespace ClaudeSidecar.Tests.Replay;

/// <summary>One window from its beginning to its reset, as it truly was.</summary>
internal sealed class WindowRun(TraceWindow window, DateTimeOffset resetsAt, double used)
{
    /// <summary>Which window.</summary>
    public TraceWindow Window { get; } = window;

    /// <summary>Its reset.</summary>
    public DateTimeOffset ResetsAt { get; } = resetsAt;

    /// <summary>Share used by what Claude answered.</summary>
    public double Used { get; set; } = used;

    /// <summary>Share that all requests would have used that bind it, whoever answered them.</summary>
    public double Wanted { get; set; } = used;

    /// <summary>Requests that Claude answered.</summary>
    public int Answers { get; set; }

    /// <summary>Requests that met its limit.</summary>
    public int Limits { get; set; }

    /// <summary>What was left when the first turn went elsewhere before the limit; null when none did.</summary>
    public double? LeftAtSwitch { get; private set; }

    private double _wantedAtSwitch;

    /// <summary>True when the window would have lasted: what was asked for from the switch until the reset was less than what was left.</summary>
    public bool SwitchedForNothing => LeftAtSwitch is { } left && Wanted - _wantedAtSwitch < left;

    /// <summary>Notes that a turn goes elsewhere although Claude would answer.</summary>
    public void Spared()
    {
        if (LeftAtSwitch is null)
        {
            (LeftAtSwitch, _wantedAtSwitch) = (Math.Max(0, 1 - Used), Wanted);
        }
    }
}
