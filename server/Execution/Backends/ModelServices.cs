using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>What a model's backend works with, the same for all its requests.</summary>
/// <param name="Provider">Where it is and what it is asked for.</param>
/// <param name="Local">How its answers are shown, and how long it is waited for.</param>
/// <param name="Context">How much is kept free for its answers.</param>
/// <param name="Http">Sends; must not follow redirects.</param>
/// <param name="Time">The clock of pings and limits.</param>
/// <param name="Environment">Reads a variable of the process.</param>
/// <param name="Learnt">What was learnt of the models.</param>
internal sealed record ModelServices(
    ProviderOptions Provider,
    LocalOptions Local,
    ContextOptions Context,
    HttpMessageInvoker Http,
    TimeProvider Time,
    Func<string, string?> Environment,
    LearntModels Learnt)
{
    /// <summary>How the models count, for each provider.</summary>
    public Calibration Calibration { get; init; } = new();

    /// <summary>Told of each prompt whose size the server told.</summary>
    public Action<PromptReading>? PromptRead { get; init; }

    /// <summary>Tells of a prompt that was answered; nothing where the server does not say how large it was.</summary>
    public void Note(PromptReading reading)
    {
        if (reading.Read > 0)
        {
            PromptRead?.Invoke(reading);
        }
    }

    /// <summary>The key for an address: it is meant for the configured one alone, not for another that was found in its place (edge case 59).</summary>
    public string? KeyFor(Uri baseUrl) =>
        baseUrl == Provider.BaseUrl && Provider.ApiKeyEnv is { } name && Environment(name) is { Length: > 0 } key ? key : null;
}
