namespace ClaudeSidecar.Execution.Backends;

/// <summary>
/// Keeps what was learnt of each model for a while: a server may be started anew with other options, and then what it refused before
/// is to be tried again. What it counts is kept by the calibration, which outlives that.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="ratioOf">What was learnt of a model's token counts; null = nothing.</param>
internal sealed class LearntModels(TimeProvider time, Func<string, double?> ratioOf)
{
    /// <summary>How long it is kept after the last lesson.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(30);

    private const int Most = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Server, string Model), (LearntModel Learnt, DateTimeOffset Until)> _models = [];

    /// <summary>What is known of a model; <see cref="LearntModel.Nothing"/> for one never met.</summary>
    public LearntModel Of(Uri server, string model)
    {
        lock (_lock)
        {
            var kept = _models.TryGetValue((server.Authority, model), out var known) && known.Until > time.GetUtcNow() ? known.Learnt : LearntModel.Nothing;
            return ratioOf(model) is { } ratio ? kept with { Ratio = ratio } : kept;
        }
    }

    /// <summary>Keeps a lesson. Where there are too many models, the one with the oldest lesson is forgotten.</summary>
    public void Keep(Uri server, string model, LearntModel learnt)
    {
        learnt = learnt with { Ratio = null };
        if (learnt == LearntModel.Nothing)
        {
            return;
        }

        lock (_lock)
        {
            if (_models.Count >= Most && !_models.ContainsKey((server.Authority, model)))
            {
                _models.Remove(_models.MinBy(known => known.Value.Until).Key);
            }

            _models[(server.Authority, model)] = (learnt, time.GetUtcNow() + KeptFor);
        }
    }
}
