using ClaudeSidecar.Context.Fit;
using ClaudeSidecar.Context.Memory;

namespace ClaudeSidecar.Execution.Prepare;

/// <summary>The contexts of the sessions that were seen last.</summary>
/// <param name="sources">What is known of a folder: adds it to the limits of a fit.</param>
/// <param name="kept">What was kept on disk of a session; null for nothing.</param>
public sealed class ContextBook(Func<string?, FitLimits, FitLimits>? sources = null, Func<string, SessionMemory?>? kept = null)
{
    /// <summary>How many sessions and agents are kept; the one that was silent longest is forgotten, and read anew when it speaks again.</summary>
    public const int Most = 12;

    private readonly Lock _lock = new();
    private readonly LinkedList<(string Key, SessionContext Context)> _latest = [];

    /// <summary>What a session's model was given last, or would be given; null for a session that is not known, or not fitted yet.</summary>
    public FittedContext? Last(string session) => Known(session)?.Last;

    /// <summary>What a session is about; null for one that is not known.</summary>
    public SessionMemory? Memory(string session) => Known(session)?.Memory();

    /// <summary>Gives a session a brief of older turns that somebody else wrote, for its next cut.</summary>
    public void Brief(string session, string brief) => Known(session)?.Take(brief);

    /// <summary>The context of a session, the latest from now on.</summary>
    /// <param name="session">The session, or the agent in it; null for a request that names none, which is not remembered.</param>
    /// <param name="folder">Where it works; null where that is not known.</param>
    internal SessionContext Of(string? session, string? folder)
    {
        if (session is null)
        {
            return New(null, folder);
        }

        lock (_lock)
        {
            var node = Find(session);
            if (node is not null)
            {
                _latest.Remove(node);
            }
            else if (_latest.Count >= Most)
            {
                _latest.RemoveLast();
            }

            var context = node?.Value.Context ?? New(session, folder);
            _latest.AddFirst((session, context));
            return context;
        }
    }

    private SessionContext New(string? session, string? folder) =>
        new(limits => sources is null ? limits : sources(folder, limits), () => session is null ? null : kept?.Invoke(session));

    private SessionContext? Known(string session)
    {
        lock (_lock)
        {
            return Find(session)?.Value.Context;
        }
    }

    private LinkedListNode<(string Key, SessionContext Context)>? Find(string session)
    {
        for (var node = _latest.First; node is not null; node = node.Next)
        {
            if (node.Value.Key == session)
            {
                return node;
            }
        }

        return null;
    }
}
