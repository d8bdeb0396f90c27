using ClaudeSidecar.Context.Conversation;
using ClaudeSidecar.Context.Fit;
using ClaudeSidecar.Context.Memory;
using ClaudeSidecar.Context.Tokens;

namespace ClaudeSidecar.Execution.Prepare;

/// <summary>What is kept of one session between its turns: the index of its messages, and how it was cut for each model.</summary>
/// <param name="sources">What is known of the session's folder.</param>
internal sealed class SessionContext(Func<FitLimits, FitLimits> sources)
{
    // A user has one or two models; the rest of the table would be of windows that were tried.
    private const int MostModels = 8;

    private readonly Lock _lock = new();
    private readonly ConversationIndex _index = new(PromptSize.OfValue);
    private readonly Dictionary<string, Fitter> _fitters = new(StringComparer.Ordinal);

    private IReadOnlyList<IndexedMessage> _messages = [];

    /// <summary>What a model was given last; null before the first fit.</summary>
    public FittedContext? Last { get; private set; }

    /// <summary>What the session is about, by its last request.</summary>
    public SessionMemory Memory()
    {
        lock (_lock)
        {
            return SessionMemory.Of(_messages.Select(message => message.Facts));
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

            _messages = request.Messages;
            if (!_fitters.TryGetValue(model, out var fitter))
            {
                if (_fitters.Count >= MostModels)
                {
                    _fitters.Clear();
                }

                _fitters[model] = fitter = new(PromptSize.OfValue);
            }

            return fitter.Fit(request, sources(new(room)));
        }
    }

    /// <summary>Takes in what is new in a request, without fitting it.</summary>
    public void Read(ReadOnlyMemory<byte> body)
    {
        lock (_lock)
        {
            _messages = _index.Read(body)?.Messages ?? _messages;
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
