using ClaudeSidecar.Cli;
using ClaudeSidecar.Cli.Doctor;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Tests.Cli.Doctor;

public sealed class LocalFindingsTests
{
    private static readonly ProviderOptions Provider = new() { Name = "local", BaseUrl = new("http://127.0.0.1:8080"), Local = true, Discovered = true };

    private static readonly LocalServer Llama = new(new("http://localhost:8080"), ServerKind.LlamaServer,
    [
        new("qwen3-coder", 8192) { State = LoadState.Loaded, MaxContext = 262144, Tools = true, Quantisation = "Q4_K_M", Bytes = 18_556_686_912 },
    ])
    {
        Version = "b9000",
    };

    private static readonly LocalServer Ollama = new(new("http://127.0.0.1:11434"), ServerKind.Ollama,
    [
        new("glm-5:cloud", null) { State = LoadState.Unloaded },
        new("gpt-oss:20b", null) { State = LoadState.Unloaded, MaxContext = 131072, Tools = true, Thinking = true },
    ])
    {
        Version = "0.33.0",
    };

    [Fact]
    public void AnUnfitModelIsAWarningWithTheCommandThatMendsIt()
    {
        var finding = Assert.Single(Find(new(IsChinese: false), Llama));

        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Equal("llama-server b9000 at http://localhost:8080; qwen3-coder would answer with 8192 tokens, but: 8k context is too small for Claude Code", finding.Text);
        Assert.Equal("start it with: llama-server -c 65536 -np 1", finding.Fix);
        Assert.Equal(
            ["qwen3-coder: loaded, 8192 tokens of 262144, Q4_K_M, 18.6 GB, tools; unfit: 8k context is too small for Claude Code → start it with: llama-server -c 65536 -np 1"],
            finding.Details);
    }

    [Fact]
    public void AFitServerIsPreferredAndTheOtherIsNamed()
    {
        var findings = Find(new(IsChinese: false), Llama, Ollama);

        Assert.Equal([Severity.Ok, Severity.Ok], findings.Select(finding => finding.Severity));
        Assert.Equal("Ollama 0.33.0 at http://127.0.0.1:11434; gpt-oss:20b would answer with 65536 tokens", findings[0].Text);
        Assert.Equal("gpt-oss:20b: not loaded, up to 131072 tokens, tools, thinking", findings[0].Details[0]);
        Assert.Contains("leaves this machine", findings[0].Details[1], StringComparison.Ordinal);
        Assert.Equal("llama-server b9000 at http://localhost:8080 is there too, and is not used", findings[1].Text);
    }

    [Fact]
    public void AllOfItIsSaidInChineseToo()
    {
        var finding = Assert.Single(Find(new(IsChinese: true), Llama));

        Assert.Equal("后端 local", finding.Subject);
        Assert.Equal("llama-server b9000（http://localhost:8080）；将由 qwen3-coder 应答，上下文 8192 个 token，但是：8k 的上下文对 Claude Code 来说太小", finding.Text);
        Assert.Equal("请这样启动：llama-server -c 65536 -np 1", finding.Fix);
        Assert.StartsWith("qwen3-coder: 已加载，8192 个 token（最多 262144），Q4_K_M，18.6 GB，工具；不适用：", finding.Details[0], StringComparison.Ordinal);
    }

    [Fact]
    public void WhereNobodyIsFoundItIsSaidWhoWasAsked()
    {
        var finding = Assert.Single(Find(new(IsChinese: true)));

        Assert.Equal((Severity.Warning, "asked, zh"), (finding.Severity, finding.Text));
        Assert.Contains("ollama pull", finding.Fix, StringComparison.Ordinal);
    }

    private static IReadOnlyList<Finding> Find(Wording words, params LocalServer[] servers) =>
        new LocalFindings(Provider, words).Of(new(servers, "asked", "asked, zh"));
}
