using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Dialects;

/// <summary>The dialects that a model can be asked in.</summary>
internal static class ModelDialects
{
    private static readonly OpenAiDialect OpenAi = new();
    private static readonly OllamaDialect Ollama = new();
    private static readonly AnthropicDialect Anthropic = new();

    /// <summary>A dialect that was chosen; <see cref="Dialect.Auto"/> is none.</summary>
    public static IDialect For(Dialect dialect) => dialect switch
    {
        Dialect.Ollama => Ollama,
        Dialect.Anthropic => Anthropic,
        _ => OpenAi,
    };
}
