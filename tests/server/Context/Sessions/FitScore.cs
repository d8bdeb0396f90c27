using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Context.Sessions;

/// <summary>How one session fared in one window.</summary>
/// <param name="session">Its name.</param>
/// <param name="window">Tokens.</param>
internal sealed class FitScore(string session, int window)
{
    private readonly int _most = window - ReserveOf(window);
    private readonly List<string> _faults = [];
    private readonly List<double> _times = [];
    private readonly Dictionary<string, (int Told, int Asked)> _probes = [];
    private readonly Dictionary<string, int> _missed = [];
    private PromptPrefix? _before;
    private double _shared;
    private double _used;

    public string Session => session;

    public int Window => window;

    public int Turns => _times.Count;

    /// <summary>Requests that the strict reader refused, that were too large, or that could not be made.</summary>
    public int Refused { get; private set; }

    /// <summary>What was wrong with them, the first of each.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Needed facts that were asked for and found, by their kind.</summary>
    public IReadOnlyDictionary<string, (int Told, int Asked)> Probes => _probes;

    /// <summary>Needed facts that were not found, with how often.</summary>
    public IReadOnlyDictionary<string, int> Missed => _missed;

    /// <summary>Facts told that had ceased to be true.</summary>
    public int Stale { get; private set; }

    /// <summary>Pairs of requests that follow each other, without those where Claude Code itself had rewritten the conversation.</summary>
    public int Pairs { get; private set; }

    /// <summary>Those whose beginning stayed as it was.</summary>
    public int Kept { get; private set; }

    /// <summary>How much of a request is the beginning of the next one, on average.</summary>
    public double Shared => Pairs == 0 ? 1 : _shared / Pairs;

    /// <summary>How much of what a prompt may have is used, on average.</summary>
    public double Used => _used / Math.Max(1, Turns);

    /// <summary>Milliseconds that half of the turns, or that share of them, did not exceed.</summary>
    public double Time(double share) => _times.Order().ElementAt((int)((_times.Count - 1) * share));

    /// <summary>What is kept free for the answer in a window.</summary>
    public static int ReserveOf(int window) => Math.Min(8192, window / 4);

    /// <summary>Takes a fitted request.</summary>
    /// <param name="turn">Its number.</param>
    /// <param name="fitted">What came of it.</param>
    /// <param name="milliseconds">How long that took.</param>
    /// <param name="continues">Whether Claude Code itself left alone what it had said.</param>
    public void Add(int turn, FittedRequest fitted, double milliseconds, bool continues)
    {
        _times.Add(milliseconds);
        var faults = FaultsOf(fitted);
        if (faults.Count > 0)
        {
            Refused++;
            _faults.AddRange(faults.Take(2).Select(fault => $"request {turn}: {fault}"));
        }

        var prefix = fitted.Fits ? PromptPrefix.Of(fitted.Body) : null;
        if (continues)
        {
            Pairs++;
            Kept += prefix is not null && _before?.IsKeptBy(prefix) == true ? 1 : 0;
            _shared += prefix is null ? 0 : _before?.ShareIn(prefix) ?? 0;
        }

        _before = prefix;
    }

    /// <summary>Asks a fitted request for what is to be known.</summary>
    /// <param name="turn">Its number.</param>
    /// <param name="fitted">What came of it.</param>
    /// <param name="original">What Claude Code itself said.</param>
    /// <param name="facts">What is to be known.</param>
    public void Probe(int turn, FittedRequest fitted, IReadOnlySet<string> original, IReadOnlyList<SessionFact> facts)
    {
        var words = fitted.Fits ? RequestWords.Of(fitted.Body) : new();
        foreach (var fact in facts.Where(fact => fact.IsNeededAt(turn)))
        {
            var told = words.Tell(fact);
            var (before, asked) = _probes.GetValueOrDefault(fact.Kind);
            _probes[fact.Kind] = (before + (told ? 1 : 0), asked + 1);
            if (!told)
            {
                var name = $"{fact.Kind}: {string.Join(", ", fact.Words)}";
                _missed[name] = _missed.GetValueOrDefault(name) + 1;
            }
        }

        // What stood in the conversation is history; what the fit says of itself must be true now.
        var own = words.Prose.Where(passage => !original.Contains(passage)).ToArray();
        Stale += facts.Count(fact => fact.IsWrongAt(turn) && own.Any(passage => StaleWords.AreToldIn(passage, fact)));
    }

    private List<string> FaultsOf(FittedRequest fitted)
    {
        if (!fitted.Fits)
        {
            return [$"nothing fits into {_most} tokens"];
        }

        var size = PromptSize.Estimate(fitted.Body.Span);
        _used += size / (double)_most;
        return size > _most ? [$"{size} tokens, and {_most} may be", .. StrictRequest.Judge(fitted.Body)] : [.. StrictRequest.Judge(fitted.Body)];
    }
}
