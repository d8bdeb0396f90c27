using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Cli.Doctor;

/// <summary>What the search for a local provider found, as people read it: each server, each of its models, and what to mend. Pure.</summary>
/// <param name="provider">Who was looked for.</param>
/// <param name="words">The language.</param>
internal sealed class LocalFindings(ProviderOptions provider, Wording words)
{
    private const int MostModels = 20;

    private string Subject => words.Say($"provider {provider.Name}", $"后端 {provider.Name}");

    /// <summary>The finding of the server that would be asked, then those of others that are there too.</summary>
    public IReadOnlyList<Finding> Of(DiscoveryReport report)
    {
        var outlook = LocalOutlook.Of(provider, report);
        var others = report.Servers.Where(server => server != outlook.Server);
        return [outlook.Model is null ? Nobody(outlook) : Chosen(outlook.Server!, outlook), .. others.Select(Other)];
    }

    private Finding Nobody(LocalOutlook outlook)
    {
        var said = words.Say(outlook.Absent!, outlook.AbsentZh!).TrimEnd('.');
        return outlook.Server is { Starting: true }
            ? Finding.Warn(Subject, said, words.Say("wait until the model is loaded, and look again", "请等模型加载完成后再检查"))
            : Finding.Warn(Subject, said, words.Say(
                "start your local server with a model (for example: ollama pull qwen3-coder), or set its address under providers in sidecar.json",
                "请启动本地服务器并准备一个模型（例如：ollama pull qwen3-coder），或在 sidecar.json 的 providers 中设置其地址")) with
            {
                Details = outlook.Server is { } server ? Models(server, null) : [],
            };
    }

    private Finding Chosen(LocalServer server, LocalOutlook outlook)
    {
        var model = outlook.Model!;
        var text = words.Say($"{Place(server)}; {model.Id} would answer", $"{Place(server)}；将由 {model.Id} 应答");
        text += outlook.Window is { } window ? words.Say($" with {window} tokens", $"，上下文 {window} 个 token") : "";
        var troubles = outlook.Remarks.Where(remark => remark.Unfit || remark.Code == "unknown-window").ToList();
        var finding = troubles.Count == 0
            ? Finding.Ok(Subject, text)
            : new Finding(Severity.Warning, Subject, words.Say($"{text}, but: ", $"{text}，但是：") + Joined(troubles.Select(Text)), Joined(troubles.Select(Fix).OfType<string>()));
        return finding with { Details = Models(server, model) };
    }

    private Finding Other(LocalServer server) => Finding.Ok(Subject, words.Say($"{Place(server)} is there too, and is not used", $"另有 {Place(server)}，未使用")) with
    {
        Details = Models(server, null),
    };

    private IReadOnlyList<string> Models(LocalServer server, LocalModel? chosen)
    {
        var lines = server.Models.OrderBy(model => model.Id != chosen?.Id).Take(MostModels).Select(model => Model(server, model));
        return server.Models.Count <= MostModels ? [.. lines] : [.. lines, words.Say($"and {server.Models.Count - MostModels} more", $"另有 {server.Models.Count - MostModels} 个")];
    }

    private string Model(LocalServer server, LocalModel model)
    {
        var facts = string.Join(words.Say(", ", "，"), Facts(model));
        var remarks = ModelFitness.Judge(provider, server, model).Where(remark => remark.Unfit).ToList();
        return remarks.Count == 0
            ? $"{model.Id}: {facts}"
            : $"{model.Id}: {facts}{words.Say("; unfit: ", "；不适用：")}{Joined(remarks.Select(Text))}" + string.Concat(remarks.Select(Fix).OfType<string>().Take(1).Select(fix => $" → {fix}"));
    }

    private IEnumerable<string> Facts(LocalModel model)
    {
        yield return State(model.State);
        if (model.ContextLength is { } runs)
        {
            yield return words.Say($"{runs} tokens", $"{runs} 个 token") + (model.MaxContext is { } most && most != runs ? words.Say($" of {most}", $"（最多 {most}）") : "");
        }
        else if (model.MaxContext is { } most)
        {
            yield return words.Say($"up to {most} tokens", $"最多 {most} 个 token");
        }

        if (model.Parameters is { } parameters)
        {
            yield return parameters;
        }

        if (model.Quantisation is { } quantisation)
        {
            yield return quantisation;
        }

        if (model.Bytes is { } bytes && !model.Remote)
        {
            yield return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB");
        }

        foreach (var (can, english, chinese) in new[] { (model.Tools, "tools", "工具"), (model.Vision, "images", "图片"), (model.Thinking, "thinking", "思考") })
        {
            if (can == true)
            {
                yield return words.Say(english, chinese);
            }
        }
    }

    private string State(LoadState state) => state switch
    {
        LoadState.Loaded => words.Say("loaded", "已加载"),
        LoadState.Unloaded => words.Say("not loaded", "未加载"),
        LoadState.Loading => words.Say("loading", "加载中"),
        LoadState.Sleeping => words.Say("asleep", "休眠中"),
        LoadState.Failed => words.Say("failed to load", "加载失败"),
        _ => words.Say("listed", "已列出"),
    };

    private string Place(LocalServer server) => words.Say($"{server.Title} at {Address(server)}", $"{server.Title}（{Address(server)}）");

    private static string Address(LocalServer server) => server.BaseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/');

    private string Joined(IEnumerable<string> parts) => string.Join(words.Say("; ", "；"), parts);

    private string Text(ModelRemark remark) => words.Say(remark.Text, remark.TextZh);

    private string? Fix(ModelRemark remark) => remark is { Fix: { } english, FixZh: { } chinese } ? words.Say(english, chinese) : null;
}
