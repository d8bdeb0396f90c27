using ClaudeSidecar.Context.Conversation;
using ClaudeSidecar.Context.Fit;
using ClaudeSidecar.Context.Memory;
using ClaudeSidecar.Context.Tokens;

namespace ClaudeSidecar.Execution.Prepare;

/// <summary>What is kept of one session between its turns: the index of its messages, and how it was cut for each model.</summary>
/// <param name="sources">What is known of the session's folder.</param>
/// <param name="kept">What was kept on disk of the session; null for nothing.</param>
internal sealed class SessionContext(Func<FitLimits, FitLimits> sources, Func<SessionMemory?>? kept = null)
{
    // A user has one or two models; the rest of the table would be of windows that were tried.
    private const int MostModels = 8;

    private readonly Lock _lock = new();
    private readonly ConversationIndex _index = new(PromptSize.OfValue);
    private readonly Dictionary<string, Fitter> _fitters = new(StringComparer.Ordinal);

    private readonly SessionHistory _history = new(kept ?? (static () => null));
    private string? _brief;

    // A summary has come, and the next cut is made for it; the last one was.
    private bool _awaited;
    private bool _isOfSummary;

    /// <summary>What a model was given last; null before the first fit.</summary>
    public FittedContext? Last { get; private set; }

    /// <summary>What the session is about, by its last request.</summary>
    public SessionMemory Memory()
    {
        lock (_lock)
        {
            return _history.Now;
        }
    }

    /// <summary>Fits a request; null for one that is no Messages request.</summary>
    /// <param name="body">The client's bytes.</param>
    /// <param name="model">Names server and model.</param>
    /// <param name="room">The most tokens.</param>
    public FitResult? Fit(ReadOnlyMemory<byte> body, string model, int room)
    {
        lock (_lock)
        {
            if (_index.Read(body) is not { } request)
            {
                return null;
            }

            _history.Take(request.Messages);
            if (!_fitters.TryGetValue(model, out var fitter))
            {
                if (_fitters.Count >= MostModels)
                {
                    _fitters.Clear();
                }

                _fitters[model] = fitter = new(PromptSize.OfValue);
            }

            var fit = fitter.Fit(request, sources(new(room) { Before = _history.Before, Brief = _brief }));
            if (fit.Anew)
            {
                (_isOfSummary, _awaited) = (_awaited, false);
            }

            return fit;
        }
    }

    /// <summary>What was left out of a request that was cut anew, to be summed up; null where it was not, or where it was cut for the sake of a summary.</summary>
    /// <param name="body">The client's bytes.</param>
    /// <param name="fit">What became of them.</param>
    public string? LeftOut(ReadOnlyMemory<byte> body, FitResult fit)
    {
        lock (_lock)
        {
            if (!fit.Anew || _isOfSummary || _index.Read(body) is not { } request)
            {
                return null;
            }

            return LeftOutText.Of(request, fit.LeftOut.First, fit.LeftOut.End);
        }
    }

    /// <summary>Takes a brief of older turns that somebody else wrote. Requests are cut anew for it while they are only prepared.</summary>
    public void Take(string brief)
    {
        lock (_lock)
        {
            _brief = brief;
            if (Last is { Ahead: true })
            {
                _awaited = true;
                foreach (var fitter in _fitters.Values)
                {
                    fitter.Forget();
                }
            }
        }
    }

    /// <summary>Takes in what is new in a request, without fitting it.</summary>
    public void Read(ReadOnlyMemory<byte> body)
    {
        lock (_lock)
        {
            if (_index.Read(body) is { } request)
            {
                _history.Take(request.Messages);
            }
        }
    }

    /// <summary>Notes what a model is given, or would be; null notes nothing.</summary>
    /// <remarks>What was prepared of a turn may come later than what was given in the next one.</remarks>
    public void Note(FittedContext? context)
    {
        lock (_lock)
        {
            var isLate = context is { Ahead: true } && Last is { Ahead: false } last && last.Provider == context.Provider && last.Fit.Before >= context.Fit.Before;
            Last = isLate ? Last : context ?? Last;
        }
    }
}
