namespace ClaudeSidecar.Observability.History;

/// <summary>How the requests of some sessions fared. Adds up.</summary>
public sealed record SuccessTally
{
    /// <summary>Requests of conversations and agents.</summary>
    public int Requests { get; init; }

    /// <summary>Of these, the ones that got no whole answer.</summary>
    public int Failed { get; init; }

    /// <summary>Turns that began, or were taken over.</summary>
    public int Turns { get; init; }

    /// <summary>Answers that ended a turn.</summary>
    public int Finished { get; init; }

    /// <summary>Results of tools.</summary>
    public int ToolResults { get; init; }

    /// <summary>Of these, the ones that tell of an error.</summary>
    public int ToolErrors { get; init; }

    /// <summary>The share of turns that came to their end; null without any.</summary>
    public double? FinishedShare => Turns == 0 ? null : Math.Min(1, (double)Finished / Turns);

    /// <summary>The share of requests that failed; null without any.</summary>
    public double? FailedShare => Requests == 0 ? null : (double)Failed / Requests;

    /// <summary>The share of results that tell of an error; null without any.</summary>
    public double? ToolErrorShare => ToolResults == 0 ? null : (double)ToolErrors / ToolResults;

    /// <summary>The two together.</summary>
    public static SuccessTally operator +(SuccessTally one, SuccessTally other) => new()
    {
        Requests = one.Requests + other.Requests,
        Failed = one.Failed + other.Failed,
        Turns = one.Turns + other.Turns,
        Finished = one.Finished + other.Finished,
        ToolResults = one.ToolResults + other.ToolResults,
        ToolErrors = one.ToolErrors + other.ToolErrors,
    };
}
