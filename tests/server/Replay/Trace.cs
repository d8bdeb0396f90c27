using ClaudeSidecar.Decision;

namespace ClaudeSidecar.Tests.Replay;

/// <summary>What the clients of one account ask over some days, and what it costs of each quota window. The format is told in this folder's README.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Start">The moment that the events count from.</param>
/// <param name="Windows">The account's quota windows.</param>
/// <param name="Events">In order of time.</param>
internal sealed record Trace(string Name, DateTimeOffset Start, IReadOnlyList<TraceWindow> Windows, IReadOnlyList<TraceEvent> Events);

/// <summary>One quota window of the account.</summary>
/// <param name="Name">As the wire's headers call it.</param>
/// <param name="Length">From its beginning to its reset.</param>
/// <param name="ResetsAt">Its first reset, others follow each other; null: it begins with the first request after the last reset, as the one of five hours does.</param>
/// <param name="Used">Share used at the start.</param>
/// <param name="Family">The one family of models that it binds; null for all.</param>
internal sealed record TraceWindow(string Name, TimeSpan Length, DateTimeOffset? ResetsAt, double Used, string? Family);

/// <summary>One request, or a jump of the machine's clock.</summary>
internal sealed record TraceEvent
{
    /// <summary>Seconds since the start.</summary>
    public required double At { get; init; }

    /// <summary>The session.</summary>
    public string Session { get; init; } = "";

    /// <summary>The sub-agent of it; null for the conversation itself.</summary>
    public string? Agent { get; init; }

    /// <summary>The requested model.</summary>
    public string Model { get; init; } = "";

    /// <summary>What it is for.</summary>
    public RequestClass Class { get; init; }

    /// <summary>True when it carries a tool's result.</summary>
    public bool InToolLoop { get; init; }

    /// <summary>The share of each window that Claude's answer costs, by the window's name.</summary>
    public IReadOnlyDictionary<string, double> Costs { get; init; } = new Dictionary<string, double>();

    /// <summary>Seconds by which the machine's clock is set forward, or back if negative; null for a request.</summary>
    public double? ClockJump { get; init; }
}
