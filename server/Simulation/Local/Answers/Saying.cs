using ClaudeSidecar.Simulation.Local.Cache;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local.Answers;

/// <summary>What is said now, by whom and how, before a dialect gives it its form.</summary>
/// <param name="Answer">The words and calls, mistakes included.</param>
/// <param name="Model">The model's id as the answer shall name it.</param>
/// <param name="PromptTokens">Tokens read.</param>
/// <param name="Quirks">What the server does otherwise.</param>
/// <param name="Local">The server.</param>
/// <param name="Now">The time.</param>
internal sealed record Saying(Answer Answer, string Model, int PromptTokens, Quirks Quirks, LocalScript Local, DateTimeOffset Now)
{
    /// <summary>Whether the client asked for usage in the stream.</summary>
    public bool WantsUsage { get; init; }

    /// <summary>How the prompt was read; null where the server keeps nothing of prompts.</summary>
    public PromptReading? Reading { get; init; }

    /// <summary>Tokens of the prompt that the answer says came from a cache; null where it does not say.</summary>
    public int? ToldCached => Reading is null || !(Local.Kind.TellsCached || Local.Prefill!.TellsCached) ? null : Reading.Cached;

    /// <summary>A text in the pieces in which it is streamed: new characters each time, or everything so far.</summary>
    public IEnumerable<string> Pieces(string text)
    {
        var pieces = Local.Pace.Cut(text);
        return Quirks.Has("cumulative") ? Snapshots(pieces) : pieces;
    }

    /// <summary>The arguments of a call in the pieces in which they are streamed.</summary>
    public IEnumerable<string> ArgumentPieces(ToolCall call)
    {
        var pieces = (Quirks.Has("args-per-byte") ? Local.Pace with { ChunkSize = 1 } : Local.Pace).Cut(call.Spelt);
        return Quirks.Has("cumulative") ? Snapshots(pieces) : pieces;
    }

    private static IEnumerable<string> Snapshots(IEnumerable<string> pieces)
    {
        var told = "";
        foreach (var piece in pieces)
        {
            told += piece;
            yield return told;
        }
    }
}
