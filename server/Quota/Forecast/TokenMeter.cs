using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Quota.Forecast;

/// <summary>How many tokens an account uses in a minute of work: sums that lose half their weight in ten active minutes. Not thread-safe.</summary>
internal sealed class TokenMeter
{
    private const double HalfLife = 10;

    // Fewer answers, or less time, are no pace.
    private const int LeastAnswers = 3;
    private const double LeastMinutes = 1;

    private double _input;
    private double _cached;
    private double _output;
    private double _minutes;
    private int _answers;
    private DateTimeOffset _at;

    /// <summary>The pace; null when too little is known.</summary>
    public TokenPace? Pace => _answers >= LeastAnswers && _minutes >= LeastMinutes ? new(_input / _minutes, _cached / _minutes, _output / _minutes) : null;

    /// <summary>Takes an answer in.</summary>
    /// <param name="told">What it told.</param>
    /// <param name="at">When it ended.</param>
    public void Add(Usage told, DateTimeOffset at)
    {
        // A pause is no work, however long; a clock that was set back makes no negative time (edge case 21).
        var gap = _answers == 0 || at <= _at ? TimeSpan.Zero : at - _at;
        var minutes = gap <= ConsumptionRate.LongestPause ? gap.TotalMinutes : 1;
        var fade = Math.Pow(0.5, minutes / HalfLife);
        if (_answers > 0)
        {
            // What the first answer took was used in a time that nobody saw.
            _input = (_input * fade) + told.Input;
            _cached = (_cached * fade) + told.CacheRead;
            _output = (_output * fade) + told.Output;
        }

        _minutes = (_minutes * fade) + minutes;
        _answers++;
        _at = at;
    }
}
