using ClaudeSidecar.Execution.Families;

namespace ClaudeSidecar.Tests.Execution.Families;

public sealed class FamilyBookTests
{
    [Theory]
    [InlineData("qwen3-coder:30b", "qwen3-coder")]
    [InlineData("Qwen/Qwen3-Coder-30B-A3B-Instruct-FP8", "qwen3-coder")]
    [InlineData("hf.co/unsloth/Qwen3-Coder-Next-GGUF:UD-Q4_K_XL", "qwen3-coder-next")]
    [InlineData("/models/Qwen3-30B-A3B-Instruct-2507-Q4_K_M.gguf", "qwen3-instruct")]
    [InlineData("qwen/qwen3-235b-a22b-thinking-2507", "qwen3-thinking")]
    [InlineData("qwen3:8b", "qwen3")]
    [InlineData("qwen3.5:27b", "qwen3.5")]
    [InlineData("Qwen3.6-35B-A3B-Instruct", "qwen3.5")]
    [InlineData("qwen2.5-coder:14b", "qwen2.5")]
    [InlineData("qwq:32b", "qwq")]
    [InlineData("zai-org/GLM-4.5-Air", "glm")]
    [InlineData("glm-4.7-flash", "glm")]
    [InlineData("THUDM/GLM-4-32B-0414", "glm-4")]
    [InlineData("moonshotai/Kimi-K2-Instruct-0905", "kimi-k2")]
    [InlineData("kimi-k2-thinking:cloud", "kimi-k2-thinking")]
    [InlineData("Kimi-K2.5", "kimi-k2.5")]
    [InlineData("deepseek-v3.1:671b", "deepseek")]
    [InlineData("deepseek-ai/DeepSeek-R1-Distill-Qwen-32B", "deepseek-r1")]
    [InlineData("deepseek-r1-distill-llama-70b", "deepseek-r1")]
    [InlineData("deepseek-reasoner", "deepseek-r1")]
    [InlineData("openai/gpt-oss-20b", "gpt-oss")]
    [InlineData("gpt-oss:120b", "gpt-oss")]
    [InlineData("devstral-small-2:24b", "mistral")]
    [InlineData("mistralai/Magistral-Small-2509", "magistral")]
    [InlineData("MiniMaxAI/MiniMax-M2", "minimax")]
    [InlineData("meta-llama/Llama-3.3-70B-Instruct", "llama")]
    [InlineData("llama3.2:3b", "llama")]
    [InlineData("gemma3:27b", "gemma")]
    [InlineData("google/gemma-2-9b-it", "gemma-2")]
    [InlineData("gemma-4-31b-it", "gemma-4")]
    [InlineData("microsoft/Phi-4-mini-instruct", "phi")]
    [InlineData("phi4-reasoning:14b", "phi-reasoning")]
    [InlineData("granite4:small-h", "granite")]
    [InlineData("granite-3.3-8b-instruct", "granite-3")]
    [InlineData("dolphin-mixtral:8x7b", "mistral")]
    [InlineData("NVIDIA-Nemotron-3-Nano-30B-A3B", "nemotron")]
    [InlineData("mistralai/some-new-name", "mistral")]
    [InlineData("sphinx-7b", "generic")]
    [InlineData("tiny", "generic")]
    [InlineData("", "generic")]
    public void AModelIsKnownByItsId(string id, string family) => Assert.Equal(family, FamilyBook.BuiltIn.Of(id).Name);

    [Fact]
    public void EveryFamilyIsToldTheRulesOfSafetyAndOfTools() => Assert.All(FamilyBook.BuiltIn.All, family =>
    {
        Assert.Contains("SECURITY-REVIEW:", family.Prompt, StringComparison.Ordinal);
        Assert.Contains("authentication", family.Prompt, StringComparison.Ordinal);
        Assert.Contains("cryptography", family.Prompt, StringComparison.Ordinal);
        Assert.Contains("network", family.Prompt, StringComparison.Ordinal);
        Assert.InRange(family.Prompt.Length + family.Hints.Length, 1, 3000);
    });

    [Fact]
    public void NoTwoFamiliesClaimOnePattern()
    {
        var patterns = FamilyBook.BuiltIn.All.SelectMany(family => family.Matches).ToList();

        Assert.Equal(patterns.Count, patterns.Distinct().Count());
        Assert.All(FamilyBook.BuiltIn.All.Where(family => family.Name != "generic"), family => Assert.NotEmpty(family.Matches));
    }

    [Theory]
    [InlineData("gpt-oss:20b", true, CallIdRule.Keep, ThinkingMode.Effort)]
    [InlineData("kimi-k2", false, CallIdRule.Counted, ThinkingMode.None)]
    [InlineData("devstral", false, CallIdRule.NineCharacters, ThinkingMode.None)]
    [InlineData("qwen3:8b", false, CallIdRule.Keep, ThinkingMode.Switch)]
    [InlineData("minimax-m2", false, CallIdRule.Keep, ThinkingMode.Always)]
    public void WhatAFamilyNeedsStandsInItsFile(string id, bool oneByOne, CallIdRule ids, ThinkingMode thinking)
    {
        var family = FamilyBook.BuiltIn.Of(id);

        Assert.Equal((oneByOne, ids, thinking), (family.OneCallPerMessage, family.CallIds, family.Thinking.Mode));
    }
}
