using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>Which model is asked when none is configured. Pure, and the same for the same list.</summary>
internal static class ModelChoice
{
    /// <summary>
    /// The models that may be asked, the best first: fit for Claude Code, then in memory already, then known to call tools, then made
    /// for code, then with the larger window, then as the server lists them. One that was chosen before stays first as long as it is
    /// there and fit, for another would have to read the whole session anew. Models that run elsewhere are never chosen unasked, and
    /// a configured model alone is asked.
    /// </summary>
    /// <param name="provider">What is configured.</param>
    /// <param name="server">Who offers them.</param>
    /// <param name="before">The model that was chosen before; null for none.</param>
    public static IEnumerable<LocalModel> InOrder(ProviderOptions provider, LocalServer server, string? before = null) => provider.Model is { } wanted
        ? server.Find(wanted) is { } model ? [model] : []
        : server.Models.Where(known => !known.Embedding && !known.Remote)
            .OrderBy(known => ModelFitness.IsUnfit(provider, server, known))
            .ThenBy(known => known.Id != before)
            .ThenBy(known => Nearness(known.State))
            .ThenBy(known => known.Tools switch { true => 0, null => 1, false => 2 })
            .ThenBy(known => !known.Id.Contains("code", StringComparison.OrdinalIgnoreCase))
            .ThenByDescending(known => ModelWindow.Of(provider, server.Kind, known) ?? 0);

    /// <summary>How soon a model in this state can answer: less is sooner.</summary>
    public static int Nearness(LoadState state) => state switch
    {
        LoadState.Loaded or LoadState.Sleeping or LoadState.Loading => 0,
        LoadState.Unknown => 1,
        LoadState.Unloaded => 2,
        _ => 3,
    };
}
