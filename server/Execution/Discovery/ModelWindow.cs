using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>The window that a model will really have when we ask it. Pure.</summary>
internal static class ModelWindow
{
    /// <summary>The smallest in which Claude Code can work: its first request has 24 000 tokens and more, and the answer needs room.</summary>
    public const int Least = OllamaWindow.Least;

    /// <summary>What is advised.</summary>
    public const int Advised = OllamaWindow.Usual;

    /// <summary>The window in tokens; null = not known.</summary>
    public static int? Of(ProviderOptions provider, ServerKind kind, LocalModel model)
    {
        if (IsSetByUs(provider, kind))
        {
            return OllamaWindow.Choose(provider.ContextWindow, model.ContextLength, model.MaxContext, largest: null);
        }

        // What the user set does not make a running server's window larger (edge case 99).
        return provider.ContextWindow is { } set && model.ContextLength is { } runs ? Math.Min(set, runs) : provider.ContextWindow ?? model.ContextLength;
    }

    /// <summary>True where each request tells the window: in Ollama's own dialect.</summary>
    public static bool IsSetByUs(ProviderOptions provider, ServerKind kind) =>
        provider.Dialect == Dialect.Ollama || (provider.Dialect == Dialect.Auto && kind.Preferred == Dialect.Ollama);
}
