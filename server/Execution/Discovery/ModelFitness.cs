using System.Globalization;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>Judges whether Claude Code can work with a model as it is, and says what would help. Pure.</summary>
public static class ModelFitness
{
    /// <summary>True when something makes it unfit.</summary>
    public static bool IsUnfit(ProviderOptions provider, LocalServer server, LocalModel model) => Judge(provider, server, model).Any(remark => remark.Unfit);

    /// <summary>All that there is to say, what makes it unfit first.</summary>
    /// <param name="provider">What is configured: it may set the window.</param>
    /// <param name="server">Who runs the model.</param>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<ModelRemark> Judge(ProviderOptions provider, LocalServer server, LocalModel model)
    {
        ModelRemark?[] remarks =
        [
            Embedding(model), Remote(server, model), Tools(server, model), Window(provider, server.Kind, model),
            State(provider, server, model), UnknownWindow(provider, server, model), Vision(model),
        ];
        return [.. remarks.OfType<ModelRemark>()];
    }

    /// <summary>A configured model that the server does not have.</summary>
    public static ModelRemark Missing(LocalServer server, string model)
    {
        const int MostNamed = 6;
        var has = string.Join(", ", server.Models.Take(MostNamed).Select(known => known.Id)) + (server.Models.Count > MostNamed ? " …" : "");
        var command = Command(server.Kind.GetCommand, model);
        return new(
            "missing-model",
            true,
            $"{server.Kind.Title} does not have the model {model}" + (has.Length == 0 ? "" : $"; it has {has}"),
            $"{server.Kind.Title} 没有模型 {model}" + (has.Length == 0 ? "" : $"；现有：{has}"))
        {
            Fix = command is null ? "set model to one of those in sidecar.json" : $"get it with: {command}",
            FixZh = command is null ? "请在 sidecar.json 中把 model 设为其中之一" : $"获取命令：{command}",
        };
    }

    /// <summary>A prompt that was cut off without a word.</summary>
    public static ModelRemark Cut(PromptReading reading)
    {
        var remark = new ModelRemark(
            "prompt-cut",
            true,
            $"read only {reading.Read} of about {reading.Sent} tokens: its window is too small, and the beginning of the conversation was dropped",
            $"只读取了约 {reading.Sent} 个 token 中的 {reading.Read} 个：上下文窗口太小，对话的开头被丢弃");
        return Command(reading.Kind.WidenCommand, reading.Model, ModelWindow.Advised) is { } command
            ? remark with { Fix = $"raise its context length: {command}", FixZh = $"请增大上下文长度：{command}" }
            : remark with { Fix = $"give it a context of {ModelWindow.Advised} tokens in the server's settings", FixZh = $"请在服务器设置中把上下文设为 {ModelWindow.Advised} 个 token" };
    }

    private static ModelRemark? Embedding(LocalModel model) => !model.Embedding ? null
        : new("embedding", true, "an embedding model cannot chat", "嵌入模型不能对话") { Fix = "choose a chat model", FixZh = "请选择对话模型" };

    private static ModelRemark? Remote(LocalServer server, LocalModel model) => !model.Remote ? null
        : new("remote", true, $"runs in {server.Kind.Title}'s cloud: what you send leaves this machine", $"在 {server.Kind.Title} 的云端运行：你发送的内容会离开本机")
        {
            Fix = "choose a model that runs here, or name this one under model in sidecar.json if that is what you want",
            FixZh = "请选择在本机运行的模型；若确实要用它，请在 sidecar.json 的 model 中写明",
        };

    private static ModelRemark? Tools(LocalServer server, LocalModel model) => model.Tools != false || model.Embedding ? null
        : new("no-tools", true, "cannot call tools, so that it can neither read nor edit files", "不支持工具调用，因此既不能读也不能改文件")
        {
            Fix = server.Kind == ServerKind.LlamaServer ? "start it with --jinja and a chat template that has tools, or choose another model" : "choose a model that can call tools (for example qwen3-coder)",
            FixZh = server.Kind == ServerKind.LlamaServer ? "请用 --jinja 和支持工具的对话模板启动，或换用其他模型" : "请选择支持工具调用的模型（例如 qwen3-coder）",
        };

    private static ModelRemark? Window(ProviderOptions provider, ServerKind kind, LocalModel model)
    {
        if (model.Embedding || ModelWindow.Of(provider, kind, model) is not { } window || window >= ModelWindow.Least)
        {
            return null;
        }

        var remark = new ModelRemark("small-window", true, $"{Short(window)} context is too small for Claude Code", $"{Short(window)} 的上下文对 Claude Code 来说太小");
        if (model.MaxContext is { } most && most < ModelWindow.Least)
        {
            return remark with
            {
                Fix = $"this model was made for {Short(most)} at most: choose one with {Short(ModelWindow.Advised)} or more",
                FixZh = $"该模型最多支持 {Short(most)}：请选择支持 {Short(ModelWindow.Advised)} 或更多的模型",
            };
        }

        var wanted = Math.Min(model.MaxContext ?? ModelWindow.Advised, ModelWindow.Advised);
        if (provider.ContextWindow < ModelWindow.Least)
        {
            return remark with { Fix = $"set contextWindow to {wanted} for {provider.Name} in sidecar.json", FixZh = $"请在 sidecar.json 中把 {provider.Name} 的 contextWindow 设为 {wanted}" };
        }

        return Command(kind.WidenCommand, model.Id, wanted) is { } command
            ? remark with { Fix = $"start it with: {command}", FixZh = $"请这样启动：{command}" }
            : remark with { Fix = $"give it a context of {wanted} tokens in the server's settings", FixZh = $"请在服务器设置中把上下文设为 {wanted} 个 token" };
    }

    private static ModelRemark? State(ProviderOptions provider, LocalServer server, LocalModel model) => model.State switch
    {
        LoadState.Failed => new("failed", true, "could not be loaded", "加载失败") { Fix = "look into the server's log", FixZh = "请查看服务器日志" },
        LoadState.Loading => new("loading", false, "is being loaded", "正在加载"),
        LoadState.Sleeping => new("sleeping", false, "sleeps, and wakes with the first request", "处于休眠，首个请求会唤醒它"),
        LoadState.Unloaded when !model.Embedding => Unloaded(provider, server, model),
        _ => null,
    };

    // Where the window is chosen when the model is loaded, and not by us, it may turn out too small.
    private static ModelRemark Unloaded(ProviderOptions provider, LocalServer server, LocalModel model)
    {
        var note = new ModelRemark("not-loaded", false, "is not loaded, and will be with the first request", "尚未加载，将在首个请求时加载");
        var wanted = Math.Min(model.MaxContext ?? ModelWindow.Advised, ModelWindow.Advised);
        return ModelWindow.Of(provider, server.Kind, model) is not null || Command(server.Kind.WidenCommand, model.Id, wanted) is not { } command ? note : note with
        {
            Fix = $"to be sure of its context, load it with: {command}",
            FixZh = $"为确保上下文足够，请这样加载：{command}",
        };
    }

    private static ModelRemark? UnknownWindow(ProviderOptions provider, LocalServer server, LocalModel model) =>
        model.Embedding || model.State is LoadState.Unloaded or LoadState.Loading || ModelWindow.Of(provider, server.Kind, model) is not null ? null
        : new("unknown-window", false, $"{server.Kind.Title} does not tell its context window", $"{server.Kind.Title} 没有告知其上下文窗口")
        {
            Fix = $"set contextWindow for {provider.Name} in sidecar.json",
            FixZh = $"请在 sidecar.json 中为 {provider.Name} 设置 contextWindow",
        };

    private static ModelRemark? Vision(LocalModel model) => model.Vision != false || model.Embedding ? null
        : new("text-only", false, "sees no images; they are left out", "不能看图，图片会被略去");

    private static string Short(int tokens) => $"{tokens / 1024}k";

    private static string? Command(string template, string model, int tokens = 0) =>
        template.Length == 0 ? null : string.Format(CultureInfo.InvariantCulture, template, model, tokens);
}
