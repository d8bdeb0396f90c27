namespace ClaudeSidecar.Execution.Backends;

/// <summary>
/// Keeps what was learnt of each model for a while: a server may be started anew with other options, and then what it refused before
/// is to be tried again.
/// </summary>
internal sealed class LearntModels(TimeProvider time)
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
            return _models.TryGetValue((server.Authority, model), out var known) && known.Until > time.GetUtcNow() ? known.Learnt : LearntModel.Nothing;
        }
    }

    /// <summary>Keeps a lesson. Where there are too many models, the one with the oldest lesson is forgotten.</summary>
    public void Keep(Uri server, string model, LearntModel learnt)
    {
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
