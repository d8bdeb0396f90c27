using System.Text;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Cloud;
using ClaudeSidecar.Simulation.Cloud.Rules;
using ClaudeSidecar.Simulation.Hosting;

namespace ClaudeSidecar.Tests.Simulation;

/// <summary>Each sentence with which Anthropic refuses (claude-wire 9, edge cases 47–56); and what it does not refuse.</summary>
public sealed class RequestRulesTests
{
    private const string Call = """{"type":"tool_use","id":"toolu_1","name":"Read","input":{}}""";
    private const string Result = """{"type":"tool_result","tool_use_id":"toolu_1","content":"ok"}""";
    private const string Mark = """{"type":"ephemeral"}""";

    [Theory]
    [InlineData("""[{"role":"user","content":"hi"}]""")]
    [InlineData("""[{"role":"user","content":"hi"},{"role":"user","content":"there"}]""")]
    [InlineData("""[{"role":"user","content":"hi"},{"role":"system","content":"be good"},{"role":"assistant","content":"yes"},{"role":"user","content":"well"},{"role":"system","content":[{"type":"text","text":"now"}]}]""")]
    [InlineData($$"""[{"role":"user","content":"hi"},{"role":"assistant","content":[{{Call}}]},{"role":"user","content":[{{Result}},{"type":"text","text":"go on"}]}]""")]
    public void AnOrdinaryConversationIsTaken(string messages) => Assert.Null(Judge(messages));

    [Theory]
    [InlineData("[]", "messages: at least one message is required")]
    [InlineData("7", "messages: Input should be a valid list")]
    [InlineData("""[{"role":"assistant","content":"hi"}]""", "messages: first message must use the \"user\" role")]
    [InlineData("""[{"role":"user","content":"hi"},{"role":"assistant","content":"I"}]""", "This model does not support assistant message prefill. The conversation must end with a user message.")] // edge case 56
    [InlineData("""[{"role":"tool","content":"hi"}]""", "messages: Unexpected role \"tool\". Allowed roles are \"user\", \"assistant\" and \"system\".")]
    [InlineData("""[{"role":"system","content":"hi"}]""", "messages.0: a `system` message must follow a `user` message")]
    [InlineData("""[{"role":"user","content":"hi"},{"role":"system","content":"a"},{"role":"user","content":"b"}]""", "messages.1: a `system` message must be followed by an `assistant` message or end the conversation")]
    [InlineData("""[{"role":"user","content":""}]""", "messages.0: all messages must have non-empty content except for the optional final assistant message")]
    [InlineData("""[{"role":"user","content":[]}]""", "messages.0: all messages must have non-empty content except for the optional final assistant message")] // edge case 50
    [InlineData("""[{"role":"user","content":[{"type":"text","text":""}]}]""", "messages: text content blocks must be non-empty")] // edge case 51
    [InlineData("""[{"role":"user","content":[{"type":"text","text":" \n"}]}]""", "messages: text content blocks must contain non-whitespace text")] // edge case 51
    [InlineData($$"""[{"role":"user","content":[{"type":"text","text":"","cache_control":{{Mark}}}]}]""", "messages.0.content.0.text: cache_control cannot be set for empty text blocks")]
    [InlineData("""[{"role":"user","content":[{"type":"text","text":"hi","extra":1}]}]""", "messages.0.content.0.text.extra: Extra inputs are not permitted")]
    [InlineData("""[{"role":"user","content":"hi","name":"x"}]""", "messages.0.name: Extra inputs are not permitted")]
    [InlineData("""[{"role":"user","content":[{"type":"hologram"}]}]""", "messages.0.content.0: Input tag 'hologram' found using 'type' does not match any of the expected tags")]
    [InlineData($$"""[{"role":"user","content":"hi"},{"role":"assistant","content":[{{Call}}]},{"role":"user","content":"well"}]""", "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_1. Each `tool_use` block must have a corresponding `tool_result` block in the next message.")]
    [InlineData($$"""[{"role":"user","content":"hi"},{"role":"assistant","content":[{{Call}}]},{"role":"user","content":[{"type":"text","text":"first"},{{Result}}]}]""", "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_1. Each `tool_use` block must have a corresponding `tool_result` block in the next message.")]
    [InlineData($$"""[{"role":"user","content":[{{Result}}]}]""", "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: toolu_1. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.")]
    [InlineData($$"""[{"role":"user","content":"hi"},{"role":"assistant","content":[{{Call}}]},{"role":"user","content":[{{Result}},{{Result}}]}]""", "messages.2.content: each tool_use must have a single result. Found multiple `tool_result` blocks with id: toolu_1")]
    [InlineData($$"""[{"role":"user","content":"hi"},{"role":"assistant","content":[{{Call}},{{Call}}]},{"role":"user","content":[{{Result}}]}]""", "messages: `tool_use` ids must be unique")] // edge case 52
    [InlineData("""[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"tool_use","id":"call.1|x","name":"Read","input":{}}]}]""", "messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'", true)] // edge case 52
    [InlineData("""[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"Read","input":"{}"}]}]""", "messages.1.content.0.tool_use.input: Input should be a valid dictionary", true)]
    [InlineData("""[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"x"}]}]""", "messages.1.content.0.thinking.signature: Field required", true)]
    [InlineData("""[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":""}]}]""", "messages.1.content.0: Invalid `signature` in `thinking` block", true)] // edge case 48
    [InlineData($$"""[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"","cache_control":{{Mark}}}]}]""", "messages.1.content.0.thinking.cache_control: Extra inputs are not permitted", true)] // edge case 55
    [InlineData("""[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"redacted_thinking","data":"x"}]}]""", "messages.1.content.0: Invalid `data` in `redacted_thinking` block", true)]
    public void WhatIsWrongInAConversationIsToldAsAnthropicTellsIt(string messages, string wording, bool needsAnotherTurn = false) =>
        Assert.Equal((400, "invalid_request_error", wording), Told(Judge(needsAnotherTurn ? messages[..^1] + """,{"role":"user","content":"well"}]""" : messages)));

    [Theory]
    [InlineData("""{"model":"claude-x","messages":[],"max_tokens":1,"context_management":{}}""", "context_management: Extra inputs are not permitted")]
    [InlineData("""{"model":"claude-x","messages":[],"max_tokens":1,"tags":[]}""", "tags: Extra inputs are not permitted")]
    [InlineData("""{"messages":[],"max_tokens":1}""", "model: Field required")]
    [InlineData("""{"model":"claude-x","max_tokens":1}""", "messages: Field required")]
    [InlineData("""{"model":"claude-x","messages":[]}""", "max_tokens: Field required")]
    [InlineData("""{"model":"claude-x","messages":[],"max_tokens":0}""", "max_tokens: Input should be greater than or equal to 1")]
    [InlineData("""{"model":"claude-x","messages":[],"max_tokens":128001}""", "max_tokens: 128001 > 128000, which is the maximum allowed number of output tokens for claude-x")]
    [InlineData("""{"model":"claude-x","messages":[],"max_tokens":9,"thinking":{"type":"enabled","budget_tokens":1024}}""", "`max_tokens` must be greater than `thinking.budget_tokens`")]
    [InlineData("""{"model":"claude-x","messages":[],"max_tokens":9,"tool_choice":{"type":"auto"}}""", "tool_choice: tool_choice may only be specified while providing tools")]
    [InlineData("""{"model":"claude-x","messages":[],"max_tokens":9,"tools":[{"name":"a b","input_schema":{"type":"object"}}]}""", "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'")]
    [InlineData("""{"model":"claude-x","messages":[],"max_tokens":9,"tools":[{"name":"a","input_schema":{"type":"object"},"function":{}}]}""", "tools.0.custom.function: Extra inputs are not permitted")]
    [InlineData("""{"model":"claude-x","messages":[],"max_tokens":9,"tools":[{"name":"a"}]}""", "tools.0.custom.input_schema: Field required")]
    [InlineData("""{"model":"claude-x","messages":[{"role":"user","content":"hi"}],"system":[{"type":"text","text":""}],"max_tokens":9}""", "system: text content blocks must be non-empty")]
    [InlineData("{", "The request body is not valid JSON")]
    [InlineData("[]", "Input should be a valid dictionary or object to extract fields from")]
    public void WhatIsWrongInTheBodyIsToldAsAnthropicTellsIt(string body, string start) =>
        Assert.StartsWith(start, RequestRules.Read(Received(body), 200_000, counting: false).Refusal!.Message, StringComparison.Ordinal);

    [Fact]
    public void ABetaOpensItsField() =>
        Assert.Null(RequestRules.Read(Received("""{"model":"claude-x","messages":[{"role":"user","content":"hi"}],"max_tokens":1,"context_management":{}}""", "a-1,context-management-2025-06-27"), 200_000, counting: false).Refusal);

    [Theory]
    [InlineData("""{"role":"system","content":[],"output_config":{"effort":"low"}}""", "per-turn-control-2026-07-01", null)]
    [InlineData("""{"role":"system","content":[]}""", "per-turn-control-2026-07-01", "messages.1: all messages must have non-empty content except for the optional final assistant message")]
    [InlineData("""{"role":"system","content":"","output_config":{"effort":"low"}}""", "per-turn-control-2026-07-01", "messages.1: all messages must have non-empty content except for the optional final assistant message")]
    [InlineData("""{"role":"system","content":[],"output_config":{"effort":"low"}}""", "", "messages.1.output_config: Extra inputs are not permitted")]
    [InlineData("""{"role":"user","content":[],"output_config":{"effort":"low"}}""", "per-turn-control-2026-07-01", "messages.1.output_config: Extra inputs are not permitted")]
    public void ASystemMessageThatSetsTheEffortNeedNotSayAnything(string message, string betas, string? wording) => Assert.Equal(
        wording,
        RequestRules.Read(
            Received($$"""{"model":"claude-x","max_tokens":1,"messages":[{"role":"user","content":"hi"},{{message}}]}""", betas), 200_000, counting: false).Refusal?.Message);

    [Fact]
    public void ALocalModelsNameIsUnknown() =>
        Assert.Equal((404, "not_found_error", "model: qwen3-coder:30b"), Told(RequestRules.Read(Received("""{"model":"qwen3-coder:30b","messages":[{"role":"user","content":"hi"}],"max_tokens":1}"""), 200_000, counting: false).Refusal));

    [Fact]
    public void AtMostFourBreakpoints() // edge case 55
    {
        var block = $$"""{"type":"text","text":"a","cache_control":{{Mark}}}""";

        Assert.Null(Judge($$"""[{"role":"user","content":[{{block}},{{block}},{{block}},{{block}}]}]"""));
        Assert.Equal(
            "A maximum of 4 blocks with cache_control may be provided. Found 5.",
            Judge($$"""[{"role":"user","content":[{{block}},{{block}},{{block}},{{block}},{{block}}]}]""")!.Message);
    }

    [Fact]
    public void TheLongLivedBreakpointComesFirst() =>
        Assert.StartsWith(
            "messages.0.content.1.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m'",
            Judge($$$"""[{"role":"user","content":[{"type":"text","text":"a","cache_control":{{{Mark}}}},{"type":"text","text":"b","cache_control":{"type":"ephemeral","ttl":"1h"}}]}]""")!.Message,
            StringComparison.Ordinal);

    [Fact]
    public void ThinkingIsTakenBackByteForByteOnly() // edge case 48
    {
        var signature = ThinkingSeal.Sign("I see – “yes” 👋");

        Assert.Null(Judge(Thinking("I see – “yes” 👋", signature)));
        Assert.Equal("messages.1.content.0: Invalid `signature` in `thinking` block", Judge(Thinking("I see – “yes” 👋 ", signature))!.Message);
        Assert.Equal("messages.1.content.0: Invalid `signature` in `thinking` block", Judge(Thinking("I see – “yes” 👋", signature[..^4]))!.Message);
    }

    [Fact]
    public void APromptThatDoesNotFitIsToldWithItsNumbers()
    {
        var body = $$"""{"model":"claude-x","max_tokens":1,"messages":[{"role":"user","content":"{{new string('a', 4000)}}"}]}""";
        var tokens = body.Length / 4;

        Assert.Equal($"prompt is too long: {tokens} tokens > 1000 maximum", RequestRules.Read(Received(body), 1000, counting: false).Refusal!.Message);
        Assert.Equal($"input length and `max_tokens` exceed context limit: {tokens} + 1 > {tokens}, decrease input length or `max_tokens` and try again", RequestRules.Read(Received(body), tokens, counting: false).Refusal!.Message);
        Assert.Null(RequestRules.Read(Received(body), tokens + 1, counting: false).Refusal);
        Assert.Null(RequestRules.Read(Received(body), 1000, counting: true).Refusal);
    }

    private static string Thinking(string text, string signature) => new JsonArray(
        new JsonObject { ["role"] = "user", ["content"] = "hi" },
        new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = new JsonArray(
                new JsonObject { ["type"] = "thinking", ["thinking"] = text, ["signature"] = signature },
                new JsonObject { ["type"] = "text", ["text"] = "yes" }),
        },
        new JsonObject { ["role"] = "user", ["content"] = "go on" }).ToJsonString();

    private static (int Status, string Type, string Message) Told(Refusal? refusal) => (refusal!.Status, refusal.Type, refusal.Message);

    private static Refusal? Judge(string messages) =>
        RequestRules.Read(Received($$"""{"model":"claude-x","max_tokens":100,"messages":{{messages}}}"""), 200_000, counting: false).Refusal;

    private static ReceivedRequest Received(string body, string betas = "") => new()
    {
        Number = 1,
        At = default,
        Method = "POST",
        Path = "/v1/messages",
        Headers = [new("anthropic-version", "2023-06-01"), new("anthropic-beta", betas)],
        Body = Encoding.UTF8.GetBytes(body),
    };
}
