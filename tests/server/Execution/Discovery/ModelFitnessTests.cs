using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Tests.Execution.Discovery;

public sealed class ModelFitnessTests
{
    private static readonly ProviderOptions Provider = new() { Name = "local", BaseUrl = new("http://127.0.0.1:8080"), Local = true };

    [Theory]
    [InlineData("llama-server", "start it with: llama-server -c 65536 -np 1")]
    [InlineData("lmstudio", "start it with: lms load qwen3 --context-length 65536")]
    [InlineData("vllm", "start it with: vllm serve qwen3 --max-model-len 65536")]
    [InlineData("sglang", "start it with: python -m sglang.launch_server --model-path qwen3 --context-length 65536")]
    [InlineData("jan", "give it a context of 65536 tokens in the server's settings")]
    public void ASmallWindowIsUnfitAndTheFixIsTheServersOwn(string kind, string fix)
    {
        var remark = Assert.Single(Judge(kind, Good with { ContextLength = 8192 }));

        Assert.Equal(("small-window", true, "8k context is too small for Claude Code", fix), (remark.Code, remark.Unfit, remark.Text, remark.Fix));
        Assert.Equal("8k 的上下文对 Claude Code 来说太小", remark.TextZh);
    }

    [Fact]
    public void OllamasWindowIsOursToSetUnlessAnotherDialectIsSpoken() // edge case 99
    {
        var small = Good with { ContextLength = 4096 };

        Assert.Empty(Judge("ollama", small));
        var remark = Assert.Single(Judge("ollama", small, Provider with { Dialect = Dialect.OpenAi }));
        Assert.Equal("start it with: OLLAMA_CONTEXT_LENGTH=65536 ollama serve", remark.Fix);
        Assert.Equal("set contextWindow to 65536 for local in sidecar.json", Assert.Single(Judge("ollama", small, Provider with { ContextWindow = 8192 })).Fix);
    }

    [Fact]
    public void WhatTheUserSetsMakesNoRunningServerLarger() // edge case 99
    {
        var remark = Assert.Single(Judge("llama-server", Good with { ContextLength = 8192 }, Provider with { ContextWindow = 131072 }));

        Assert.Equal("small-window", remark.Code);
    }

    [Fact]
    public void AModelThatWasMadeTooSmallCannotBeWidened() =>
        Assert.Contains("made for 8k at most", Assert.Single(Judge("vllm", Good with { ContextLength = 8192, MaxContext = 8192 })).Fix, StringComparison.Ordinal);

    [Fact]
    public void AFitModelIsLeftWithoutAWord() => Assert.Empty(Judge("llama-server", Good));

    [Fact]
    public void EachFlawHasItsWord()
    {
        Assert.Equal(["embedding"], Codes(Good with { Embedding = true, Tools = false, ContextLength = 2048 }));
        Assert.Equal(["no-tools"], Codes(Good with { Tools = false }));
        Assert.Equal(["remote"], Codes(Good with { Remote = true }));
        Assert.Equal(["failed"], Codes(Good with { State = LoadState.Failed }));
    }

    [Fact]
    public void ANoteMakesNothingUnfit()
    {
        var model = Good with { State = LoadState.Unloaded, Vision = false };
        var remarks = Judge("lmstudio", model with { ContextLength = null });

        Assert.Equal(["not-loaded", "text-only"], remarks.Select(remark => remark.Code));
        Assert.DoesNotContain(remarks, remark => remark.Unfit);
        Assert.Equal("to be sure of its context, load it with: lms load qwen3 --context-length 65536", remarks[0].Fix);
    }

    [Fact]
    public void AMissingModelIsToldWithThoseThatAreThere()
    {
        var server = new LocalServer(new("http://127.0.0.1:11434"), ServerKind.Ollama, [new("a:7b", null), new("b:8b", null)]);

        var remark = ModelFitness.Missing(server, "c:9b");

        Assert.Equal("Ollama does not have the model c:9b; it has a:7b, b:8b", remark.Text);
        Assert.Equal(("get it with: ollama pull c:9b", "获取命令：ollama pull c:9b"), (remark.Fix, remark.FixZh));
    }

    [Fact]
    public void TheChoiceIsTheSameWhateverTheOrderOfTheList()
    {
        LocalModel[] models =
        [
            new("cloud-coder:cloud", 262144) { State = LoadState.Loaded, Tools = true },
            new("nomic-embed", 8192) { State = LoadState.Loaded, Embedding = true },
            new("tiny", 4096) { State = LoadState.Loaded, Tools = true },
            new("no-tools", 65536) { State = LoadState.Loaded, Tools = false },
            new("on-disk-coder", 65536) { State = LoadState.Unloaded, Tools = true },
            new("unknown", 131072) { State = LoadState.Loaded },
            new("plain", 131072) { State = LoadState.Loaded, Tools = true },
            new("coder", 65536) { State = LoadState.Loaded, Tools = true },
        ];

        string[] expected = ["coder", "plain", "unknown", "on-disk-coder", "tiny", "no-tools"];

        Assert.Equal(expected, InOrder(models));
        Assert.Equal(expected, InOrder([.. models.Reverse()]));
    }

    [Fact]
    public void TheModelOfASessionStaysWhileItIsFit()
    {
        LocalModel[] models = [new("coder", 65536) { State = LoadState.Loaded, Tools = true }, new("old", 65536) { State = LoadState.Unloaded, Tools = true }];

        Assert.Equal(["old", "coder"], InOrder(models, "old"));
        Assert.Equal(["coder", "old"], InOrder([models[0], models[1] with { ContextLength = 4096 }], "old"));
    }

    private static LocalModel Good => new("qwen3", 65536) { State = LoadState.Loaded, Tools = true, MaxContext = 262144 };

    private static IReadOnlyList<ModelRemark> Judge(string kind, LocalModel model, ProviderOptions? provider = null) =>
        ModelFitness.Judge(provider ?? Provider, new(Provider.BaseUrl, ServerKind.Of(kind), [model]), model);

    private static IEnumerable<string> Codes(LocalModel model) => Judge("llama-server", model).Where(remark => remark.Unfit).Select(remark => remark.Code);

    private static IEnumerable<string> InOrder(LocalModel[] models, string? before = null) =>
        ModelChoice.InOrder(Provider, new(Provider.BaseUrl, ServerKind.LlamaServer, models), before).Select(model => model.Id);
}
