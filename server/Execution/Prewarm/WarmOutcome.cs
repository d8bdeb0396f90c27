namespace ClaudeSidecar.Execution.Prewarm;

/// <summary>What became of a warm-up.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Prompt">Tokens of the prompt, by the server's count; 0 where it does not tell.</param>
/// <param name="Cached">Tokens that it still had; 0 where it does not tell.</param>
/// <param name="Detail">What went wrong, in words fit for a log; empty where nothing did.</param>
public readonly record struct WarmOutcome(WarmEnd End, int Prompt = 0, int Cached = 0, string Detail = "");

/// <summary>How a warm-up ended.</summary>
public enum WarmEnd
{
    /// <summary>The prompt has been read.</summary>
    Done,

    /// <summary>A real request came.</summary>
    GaveWay,

    /// <summary>The server has too much to do, or still loads its model.</summary>
    Busy,

    /// <summary>The server or the model is not there, or it broke off.</summary>
    Failed,
}
