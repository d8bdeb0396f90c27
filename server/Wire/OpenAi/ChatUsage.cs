namespace ClaudeSidecar.Wire.OpenAi;

/// <summary>Token counts as OpenAI's dialect tells them.</summary>
/// <param name="Prompt">The whole prompt, cached part included.</param>
/// <param name="Cached">The part of the prompt that came from a cache.</param>
/// <param name="Completion">Tokens generated.</param>
internal readonly record struct ChatUsage(int Prompt, int Cached, int Completion);
