using ClaudeSidecar.Execution.Dialects;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>A list of models that does not say whose it is: an Ollama or LM Studio without a model, LocalAI, Jan, or any other.</summary>
internal static class UnnamedProfile
{
    private const int JanPort = 1337;

    /// <summary>Asks what tells them apart.</summary>
    public static async Task<LocalServer> AskAsync(Prober prober, ModelList list, CancellationToken cancellationToken)
    {
        if (list.Entries.Count == 0)
        {
            return await OllamaProfile.AskAsync(prober, list, cancellationToken)
                ?? await LmStudioProfile.AskAsync(prober, cancellationToken)
                ?? new LocalServer(prober.Place, ServerKind.Other, []);
        }

        var system = (await prober.GetAsync("system", cancellationToken)).Body;
        if (system.Items("backends") is not null)
        {
            var loaded = system.Items("loaded_models")?.Select(model => model.Text("id")).ToHashSet();
            return new LocalServer(prober.Place, ServerKind.LocalAi, [.. list.Models().Select(model => loaded is null ? model
                : model with { State = loaded.Contains(model.Id) ? LoadState.Loaded : LoadState.Unloaded })]);
        }

        return new LocalServer(prober.Place, prober.Place.Port == JanPort ? ServerKind.Jan : ServerKind.Other, list.Models());
    }
}
