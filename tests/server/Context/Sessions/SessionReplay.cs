using System.Diagnostics;

namespace ClaudeSidecar.Tests.Context.Sessions;

/// <summary>Replays a recorded session turn by turn in every window at once, and has each request judged.</summary>
internal static class SessionReplay
{
    private const int SwitchPoints = 40;

    /// <summary>Tokens of the windows.</summary>
    public static readonly int[] Windows = [8192, 16384, 32768, 65536, 131072];

    /// <summary>The scores, one for each window.</summary>
    /// <exception cref="InvalidDataException">The session is to tell what it never said.</exception>
    public static IReadOnlyList<FitScore> Run(RecordedSession session)
    {
        var scores = Windows.Select(window => new FitScore(session.Name, window)).ToArray();
        var fits = Windows.Select(window => new FitUnderTest(window, FitScore.ReserveOf(window))).ToArray();
        var unsaid = session.Facts.ToHashSet();
        var asked = new HashSet<SessionFact>();
        PromptPrefix? before = null;
        foreach (var request in session.Requests())
        {
            var prefix = PromptPrefix.Of(request.Body);
            var continues = before?.IsKeptBy(prefix) ?? false;
            before = prefix;
            var isSwitch = !request.IsCompaction && request.Turn % Math.Max(1, session.Turns / SwitchPoints) == 0;
            var words = isSwitch ? RequestWords.Of(request.Body) : new();
            var original = words.Prose.ToHashSet();
            unsaid.RemoveWhere(words.Tell);
            asked.UnionWith(session.Facts.Where(fact => isSwitch && fact.IsNeededAt(request.Turn)));
            for (var i = 0; i < fits.Length; i++)
            {
                var started = Stopwatch.GetTimestamp();
                var fitted = fits[i].Next(request.Body);
                scores[i].Add(request.Turn, fitted, Stopwatch.GetElapsedTime(started).TotalMilliseconds, continues);
                if (isSwitch)
                {
                    scores[i].Probe(request.Turn, fitted, original, session.Facts);
                }
            }
        }

        // Else a fit would be blamed for what no tool and nobody had said.
        return unsaid.FirstOrDefault(asked.Contains) is { } fact
            ? throw new InvalidDataException($"{session.Name}: no request says {string.Join(", ", fact.Words)}.")
            : scores;
    }
}
