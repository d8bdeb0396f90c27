namespace ClaudeSidecar.Context.Tokens;

/// <summary>
/// Learns from what answers tell of their prompts' sizes how our estimates are to be corrected, for each provider's each model: their
/// vocabularies and templates are not ours (edge case 98). Safe for use by many threads.
/// </summary>
public sealed class Calibration
{
    /// <summary>What estimates are multiplied with before anything is known: smaller vocabularies than ours make a fifth more tokens.</summary>
    public const double Unlearnt = 1.2;

    // Of a small prompt the template's own words are most.
    private const int LeastEstimate = 512;

    // Once enough is known, every so manieth answer is looked at where looking costs something.
    private const int Enough = 8;
    private const int Every = 8;
    private const int MostModels = 64;

    private readonly Lock _lock = new();

    // The model that was read last comes last.
    private readonly OrderedDictionary<(string Provider, string Model), CalibrationTrack> _tracks = [];
    private int _asked;

    /// <summary>There is more to keep. Raised on any thread; handlers return at once.</summary>
    public event Action? Changed;

    /// <summary>What our estimate for a model is to be multiplied with; <see cref="Unlearnt"/> for one never met.</summary>
    public double FactorOf(string provider, string model) => LearntOf(provider, model) ?? Unlearnt;

    /// <summary>What was learnt of a model; null for one never met.</summary>
    public double? LearntOf(string provider, string model)
    {
        lock (_lock)
        {
            return _tracks.TryGetValue((provider, model), out var track) ? track.Factor : null;
        }
    }

    /// <summary>True when another reading is worth an estimate that is made for it alone.</summary>
    public bool Wants(string provider, string model)
    {
        lock (_lock)
        {
            return !_tracks.TryGetValue((provider, model), out var track) || track.Ratios.Count < Enough || ++_asked % Every == 0;
        }
    }

    /// <summary>Takes a reading: how large a prompt was that we had estimated. One that cannot be, or that is far off the others, is not believed.</summary>
    /// <param name="provider">Who was asked.</param>
    /// <param name="model">The model.</param>
    /// <param name="estimate">Tokens by our estimate.</param>
    /// <param name="counted">Tokens by the server's count.</param>
    public void Note(string provider, string model, int estimate, int counted)
    {
        if (estimate < LeastEstimate)
        {
            return;
        }

        lock (_lock)
        {
            if (!TrackOf_NeedsLock((provider, model)).Add(counted / (double)estimate))
            {
                return;
            }
        }

        Changed?.Invoke();
    }

    /// <summary>What is to be kept over a restart.</summary>
    internal IReadOnlyList<ModelReadings> Save()
    {
        lock (_lock)
        {
            return [.. _tracks.Where(pair => pair.Value.Factor is not null).Select(pair => new ModelReadings(pair.Key.Provider, pair.Key.Model, [.. pair.Value.Ratios]))];
        }
    }

    /// <summary>Takes back what was kept.</summary>
    internal void Load(IReadOnlyList<ModelReadings> kept)
    {
        lock (_lock)
        {
            foreach (var readings in kept.OfType<ModelReadings>().TakeLast(MostModels))
            {
                foreach (var ratio in readings.Ratios.TakeLast(CalibrationTrack.Window))
                {
                    TrackOf_NeedsLock((readings.Provider, readings.Model)).Add(ratio);
                }
            }
        }
    }

    private CalibrationTrack TrackOf_NeedsLock((string Provider, string Model) key)
    {
        if (!_tracks.Remove(key, out var track))
        {
            track = new();
            if (_tracks.Count >= MostModels)
            {
                _tracks.RemoveAt(0);
            }
        }

        _tracks.Add(key, track);
        return track;
    }
}
