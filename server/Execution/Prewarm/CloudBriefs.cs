using ClaudeSidecar.Execution.Prepare;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Prewarm;

/// <summary>Has a cloud model sum up what was left out of sessions, where the user chose one (<c>context.cloudBrief</c>), and gives it to the next fit. Nothing waits for it.</summary>
/// <param name="options">The configuration as it is now.</param>
/// <param name="writer">Asks.</param>
/// <param name="contexts">What is kept of sessions.</param>
public sealed class CloudBriefs(Func<SidecarOptions> options, CloudBriefWriter writer, ContextBook contexts) : IDisposable
{
    private readonly CancellationTokenSource _ending = new();

    /// <summary>The question under way; completed while there is none.</summary>
    internal Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>A prompt is ready. Returns at once.</summary>
    public void Offer(PreparedPrompt prompt)
    {
        if (prompt.LeftOut is { Length: > 0 } excerpts && options().Context.CloudBrief is { Length: > 0 } provider && Running.IsCompleted)
        {
            Running = AskAsync(provider, prompt.Session, excerpts);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    private async Task AskAsync(string provider, string session, string excerpts)
    {
        try
        {
            if (await writer.WriteAsync(provider, excerpts, _ending.Token) is { Length: > 0 } brief)
            {
                contexts.Brief(session, brief);
            }
        }
        catch (OperationCanceledException)
        {
            // The sidecar ends.
        }
    }
}
