using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Dialects;

/// <content>Clouds that speak Anthropic's dialect, known by their host.</content>
public sealed partial record ServerKind
{
    private static IEnumerable<ServerKind> Clouds()
    {
        yield return Cloud("deepseek", "DeepSeek", "api.deepseek.com");
        yield return Cloud("kimi", "Kimi", "api.moonshot.ai", "api.moonshot.cn", "api.kimi.com");
        yield return Cloud("glm", "GLM", "api.z.ai", "open.bigmodel.cn");
        yield return Cloud("minimax", "MiniMax", "api.minimax.io", "api.minimaxi.com");
    }

    private static ServerKind Cloud(string name, string title, params string[] hosts) => new()
    {
        Name = name,
        Title = title,
        Hosts = hosts,
        Dialects = [Dialect.Anthropic, Dialect.OpenAi],
        NeedsKey = true,
        ReasoningField = "reasoning_content",
        ReadsOldArguments = true,
    };
}
