using ClaudeSidecar.Observability;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Cli;

/// <summary>Says when the background process has had nothing to do for long enough (design 2).</summary>
/// <param name="activity">When there was traffic last.</param>
/// <param name="clients">How many editors are connected.</param>
/// <param name="options">How long is long enough.</param>
/// <param name="time">The clock.</param>
internal sealed class IdleWatch(ActivityClock activity, Func<int> clients, OptionsStore options, TimeProvider time)
{
    // Looks twice a minute: the wake-ups of an idle process are counted too.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>Returns when it is time to stop.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (!IsOver())
        {
            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    private bool IsOver()
    {
        var minutes = options.Current.IdleMinutes;
        return minutes > 0 && clients() == 0 && activity.Quiet >= TimeSpan.FromMinutes(minutes);
    }
}
