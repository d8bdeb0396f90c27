namespace ClaudeSidecar.Context.Tokens;

/// <summary>
/// How many tokens one model counts for each one of our estimate: near the top of what the latest readings say, for a prompt that is
/// taken for too small is refused, while one that is taken for too large only leaves a little of the window empty (edge case 98).
/// </summary>
internal sealed class CalibrationTrack
{
    /// <summary>The most readings that count: an older one is forgotten.</summary>
    public const int Window = 24;

    // A reading beyond is a server that counts something else: what it had not kept, or what it had not cut off.
    private const double Least = 0.5;
    private const double Most = 2.5;

    // From here on one reading that is far off is not believed.
    private const int Settled = 4;
    private const double FarOff = 0.15;

    // So many of them that agree are: the server was given another model under the same name.
    private const int Agreeing = 3;
    private const double Agreement = 0.05;

    // Which reading is followed, and what is laid on top; with few readings more, for they may be of the lower ones.
    private const double Share = 0.9;
    private const double Margin = 0.004;
    private const double MarginOfOne = 0.05;

    private readonly List<double> _ratios = [];
    private readonly List<double> _doubted = [];

    /// <summary>The readings, the latest last.</summary>
    public IReadOnlyList<double> Ratios => _ratios;

    /// <summary>The factor; null before the first reading.</summary>
    public double? Factor { get; private set; }

    /// <summary>Takes a reading. False where it is not believed.</summary>
    /// <param name="ratio">The model's tokens for each one of our estimate.</param>
    public bool Add(double ratio)
    {
        if (ratio is not (>= Least and <= Most))
        {
            return false;
        }

        if (_ratios.Count < Settled || Math.Abs((ratio / Quantile(_ratios, 0.5)) - 1) <= FarOff)
        {
            _doubted.Clear();
            Keep([ratio]);
            return true;
        }

        _doubted.Add(ratio);
        if (_doubted.Count < Agreeing)
        {
            return false;
        }

        if (_doubted.Max() / _doubted.Min() - 1 > Agreement)
        {
            _doubted.RemoveAt(0);
            return false;
        }

        _ratios.Clear();
        Keep(_doubted);
        _doubted.Clear();
        return true;
    }

    private void Keep(IReadOnlyCollection<double> ratios)
    {
        _ratios.AddRange(ratios);
        _ratios.RemoveRange(0, Math.Max(0, _ratios.Count - Window));
        Factor = Quantile(_ratios, Share) * (1 + Math.Max(Margin, MarginOfOne / (_ratios.Count * _ratios.Count)));
    }

    // The lowest one that so great a share does not exceed.
    private static double Quantile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }
}
