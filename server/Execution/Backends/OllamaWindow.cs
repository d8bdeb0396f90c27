namespace ClaudeSidecar.Execution.Backends;

/// <summary>
/// The window that Ollama is to run a model with. It must be said in each request, for the default is as small as 4096 tokens and a
/// prompt beyond it used to be cut without a word; and it must always be the same, for each change loads the model anew (local-servers
/// 2.2, 3.1; edge case 99).
/// </summary>
internal static class OllamaWindow
{
    /// <summary>The smallest window that is left as it is found: the client's first request has 24 000 tokens and more.</summary>
    public const int Least = 32_768;

    /// <summary>What is asked for otherwise: what Ollama's makers advise for Claude Code. More would cost memory for nothing.</summary>
    public const int Usual = 65_536;

    /// <summary>The window to ask for.</summary>
    /// <param name="configured">What the user set; it always holds.</param>
    /// <param name="loaded">What the model is loaded with now; null = it is not loaded.</param>
    /// <param name="limit">What the model was made for; null = not known.</param>
    /// <param name="largest">What the machine was found to have memory for; null = not known.</param>
    public static int Choose(int? configured, int? loaded, int? limit, int? largest)
    {
        if (configured is { } set)
        {
            return set;
        }

        return loaded is >= Least ? loaded.Value : Math.Min(Math.Min(Usual, limit ?? Usual), largest ?? Usual);
    }
}
