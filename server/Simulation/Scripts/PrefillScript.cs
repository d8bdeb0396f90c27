using ClaudeSidecar.Simulation.Local;

namespace ClaudeSidecar.Simulation.Scripts;

/// <summary>How fast a local server reads prompts, how many at once, and what it keeps of them (local-servers 3.3–3.5, 5).</summary>
internal sealed record PrefillScript
{
    // What a memory of blocks holds beside the requests that run.
    private const int UsualBlocks = 262_144;

    /// <summary>Tokens read in a second, by one slot.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>Requests at once; the next one waits for its turn without a byte.</summary>
    public required int Slots { get; init; }

    /// <summary>Tokens of a block, where all requests share one memory; 0 where each slot keeps its own last prompt.</summary>
    public required int BlockTokens { get; init; }

    /// <summary>Tokens of prompts that are kept beside the last one of each slot; 0 for none.</summary>
    public int AsideTokens { get; init; }

    /// <summary>False for models whose state cannot be rolled back: what a slot keeps must be the beginning of the prompt as a whole.</summary>
    public bool RollsBack { get; init; } = true;

    /// <summary>True where the server was started so that it tells of the cache although its make does not by itself.</summary>
    public bool TellsCached { get; init; }

    /// <summary>Reads <c>prefill</c>; null where there is none, and prompts are read anew each time.</summary>
    public static PrefillScript? Read(ScriptNode local, ServerKind kind)
    {
        if (local.Child("prefill")?.AsObject("tokensPerSecond", "slots", "blockTokens", "asideTokens", "rollsBack", "tellsCached") is not { } prefill)
        {
            return null;
        }

        if (local.Child("prefillMsPer1k") is not null)
        {
            local.Problem("prefill", "write either prefill or prefillMsPer1k");
        }

        if (prefill.Child("tokensPerSecond") is null)
        {
            prefill.Problem("tokensPerSecond", "prefill needs a speed");
        }

        var block = prefill.Whole("blockTokens") ?? kind.BlockTokens;
        return new()
        {
            TokensPerSecond = prefill.Number("tokensPerSecond", least: 1) ?? 1000,
            Slots = prefill.Whole("slots", 1) ?? kind.Slots,
            BlockTokens = block,
            AsideTokens = prefill.Whole("asideTokens") ?? (block > 0 ? UsualBlocks : 0),
            RollsBack = prefill.Flag("rollsBack", otherwise: true),
            TellsCached = prefill.Flag("tellsCached"),
        };
    }
}
