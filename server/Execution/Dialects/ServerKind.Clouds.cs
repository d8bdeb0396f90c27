using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Dialects;

/// <content>Clouds that speak Anthropic's dialect, known by their host.</content>
public sealed partial record ServerKind
{
    private static IEnumerable<ServerKind> Clouds()
    {
        var demanding = new AnthropicTraits { SwitchesThinking = true, TakesThinking = true, DemandsThinking = true };
        var thinking = new AnthropicTraits { SwitchesThinking = true, TakesThinking = true };
        yield return Cloud("deepseek", "DeepSeek", demanding with { Effort = true }, "api.deepseek.com");
        yield return Cloud("kimi", "Kimi", demanding, "api.moonshot.ai", "api.moonshot.cn", "api.kimi.com");
        yield return Cloud("glm", "GLM", thinking, "api.z.ai", "open.bigmodel.cn");
        yield return Cloud("minimax", "MiniMax", thinking, "api.minimax.io", "api.minimaxi.com");
    }

    private static ServerKind Cloud(string name, string title, AnthropicTraits messages, params string[] hosts) => new()
    {
        Name = name,
        Title = title,
        Hosts = hosts,
        Dialects = [Dialect.Anthropic, Dialect.OpenAi],
        Messages = messages,
        NeedsKey = true,
        ReasoningField = "reasoning_content",
        ReadsOldArguments = true,
    };
}
