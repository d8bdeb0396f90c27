using ClaudeSidecar.Execution.Prepare;
using ClaudeSidecar.Execution.Prewarm;

namespace ClaudeSidecar.Tests.Execution.Prewarm;

/// <summary>A backend that keeps what it was asked to read, and ends it as told.</summary>
internal sealed class FakeWarmable : IWarmable
{
    public event Action? Freed;

    public List<PreparedPrompt> Read { get; } = [];

    public WarmSite Site { get; set; } = new() { Found = true, Here = true };

    public int Surveys { get; private set; }

    public Func<CancellationToken, Task<WarmOutcome>> End { get; set; } = _ => Task.FromResult(new WarmOutcome(WarmEnd.Done, 100, 40));

    public bool IsHeard => Freed is not null;

    public Task<WarmSite> SurveyAsync(CancellationToken cancellationToken)
    {
        Surveys++;
        return Task.FromResult(Site);
    }

    public Task<WarmOutcome> WarmAsync(PreparedPrompt prompt, CancellationToken cancellationToken)
    {
        Read.Add(prompt);
        return End(cancellationToken);
    }

    public void Free() => Freed?.Invoke();
}
