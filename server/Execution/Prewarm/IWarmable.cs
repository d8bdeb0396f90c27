using ClaudeSidecar.Execution.Prepare;

namespace ClaudeSidecar.Execution.Prewarm;

/// <summary>A backend whose model can be made to read a prompt ahead of time.</summary>
public interface IWarmable
{
    /// <summary>The last real request under way there has ended. Raised on any thread; handlers return at once.</summary>
    event Action? Freed;

    /// <summary>Looks where a warm-up would go and whether it would be in the way. One look: servers are disturbed by more (local-servers 3.4).</summary>
    Task<WarmSite> SurveyAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Has the model loaded and the prompt read, by asking for one token of an answer. A real request ends it at once. Does not throw for
    /// anything that a network or a server can do.
    /// </summary>
    Task<WarmOutcome> WarmAsync(PreparedPrompt prompt, CancellationToken cancellationToken);
}
